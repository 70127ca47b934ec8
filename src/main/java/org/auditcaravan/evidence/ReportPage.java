package org.auditcaravan.evidence;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.Template;
import io.quarkus.qute.ValueResolver;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.auditcaravan.archive.Json;

/**
 * The report as a page of HTML that needs nothing beside it. It shows what the JSON says and no
 * more; every value is escaped, whoever has chosen it.
 */
final class ReportPage {
  private static final int BRIEF = 16;
  private static final Template TEMPLATE = template();

  /** What is not seen itself, and can make a text read as another one: control and direction. */
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F\\u061C\\u200B-\\u200F"
              + "\\u2028-\\u202E\\u2060-\\u2069\\uFEFF]");

  private ReportPage() {}

  private static Template template() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.html")) {
      return Engine.builder()
          .addDefaults()
          .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
          .addValueResolver(
              ValueResolver.builder()
                  .applyToBaseClass(Number.class)
                  .applyToName("grouped")
                  .resolveSync(number -> Plots.count(((Number) number.getBase()).longValue()))
                  .build())
          .addValueResolver(
              ValueResolver.builder()
                  .applyToBaseClass(String.class)
                  .applyToName("brief")
                  .resolveSync(hex -> brief((String) hex.getBase()))
                  .build())
          .build()
          .parse(
              new String(in.readAllBytes(), StandardCharsets.UTF_8),
              Variant.forContentType(Variant.TEXT_HTML));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page, in UTF-8. */
  static byte[] html(Report report) {
    String page =
        TEMPLATE.data("report", map(report)).data("plots", map(Plots.of(report))).render();
    return UNSEEN
        .matcher(page)
        .replaceAll(found -> "[U+%04X]".formatted((int) found.group().charAt(0)))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The begin of a hash; what is none is shown as it is. */
  private static String brief(String hash) {
    return hash.length() <= BRIEF ? hash : hash.substring(0, BRIEF);
  }

  private static Map<?, ?> map(Object value) {
    try {
      return Json.read(Json.write(value), Map.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
