package org.auditcaravan.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that an auditor is handed, whatever is to be said on it. */
class ReportPageTest {
  private static final List<String> PLAIN = List.of("Queue", "Trunk", "User");

  /** What people and vendors may call things. */
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "\"><img src=x onerror=alert(2)>",
          "' onmouseover='alert(3)",
          "</title></style></svg><h1>gone</h1>",
          "{#if true}{report.source}{/if}{inject:vertx}",
          "&lt;b&gt; & <!-- -->",
          "\u202emoc.live//:sptth",
          "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
          "x".repeat(600));

  private static String page(Report report) {
    return new String(ReportPage.html(report), StandardCharsets.UTF_8);
  }

  @Test
  void whatEventsSayNeverBecomesMarkup() {
    String plain = page(Reports.of(60, 40, PLAIN, false));
    String hostile = page(Reports.of(60, 40, HOSTILE, false));
    assertThat(tags(hostile)).isEqualTo(tags(plain));
    assertThat(hostile)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("{#if true}{report.source}{/if}{inject:vertx}")
        .contains("[U+202E]moc.live//:sptth")
        .doesNotContain("\u202e")
        .contains("(600 characters)")
        .doesNotContain("<img")
        .doesNotContain("<script");
  }

  /** Every tag with its attributes, but for places and lengths in drawings. */
  private static List<String> tags(String page) {
    return Pattern.compile("<[^>]*>")
        .matcher(page)
        .results()
        .map(tag -> tag.group().replaceAll("(width|height|x|y)=\"[0-9.]+\"", "$1"))
        .toList();
  }

  @Test
  void nothingIsFetchedAndNothingIsCarriedOut() {
    String page = page(Reports.of(400, 60, PLAIN, true));
    assertThat(page)
        .contains("default-src 'none'; style-src 'unsafe-inline'")
        .doesNotContain(
            "<script", "<link", "<img", "src=", "href=", "url(", "@import", "http:", "https:");
  }

  @Test
  void everythingThatIsSaidStandsThere() {
    String page = page(Reports.of(60, 3, PLAIN, false));
    assertThat(page)
        .contains("The archive is NOT intact", "not independently anchored")
        .contains("damage</strong> changed", "window-missing")
        .contains("January 2026", "March 2026")
        .contains("class=\"gap\" title=\"2026-01-22: gap,")
        .contains("class=\"open\" title=\"2026-03-15: open, 0 records\"")
        .contains("<td class=\"t\">2026-01-22T04:00:00Z</td>")
        .contains("audit.sources.acme.client-secret", "(set)", "page.camel.yaml")
        .contains("dismiss", "outage")
        .containsOnlyOnce("<p class=\"soft\">Key ")
        .contains("Key 0123456789abcdef is <span class=\"hash\">" + Reports.HASH + "</span>");
    assertThat(page(Reports.of(60, 3, PLAIN, true))).contains("The archive is intact");
  }

  @Test
  void aTimeWithoutAnyDayIsSaidToBeEmpty() {
    assertThat(page(Reports.of(0, 0, PLAIN, true)))
        .contains("There are no records.", "No digest closes any of these days.");
  }

  @Test
  void thePageIsWellFormed() throws IOException {
    for (Report report :
        List.of(
            Reports.of(0, 0, PLAIN, true),
            Reports.of(1, 1, PLAIN, true),
            Reports.of(400, 60, HOSTILE, false))) {
      assertThat(
              Pattern.compile("<(p|h1|h2|table|tr|td|svg|div|section)\\b")
                  .matcher(page(report))
                  .results()
                  .count())
          .isEqualTo(
              Pattern.compile("</(p|h1|h2|table|tr|td|svg|div|section)>")
                  .matcher(page(report))
                  .results()
                  .count());
    }
  }
}
