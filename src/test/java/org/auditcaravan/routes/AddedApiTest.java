package org.auditcaravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.config.RouteFiles;
import org.auditcaravan.normalize.AuditRecord;
import org.auditcaravan.normalize.Normalizer;
import org.auditcaravan.pagination.Accepted;
import org.auditcaravan.pagination.Line;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's worked example of a further API, taken from its text: it runs as it stands there.
 */
class AddedApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern FILE =
      Pattern.compile("<!-- file: (\\S+) -->\\s+```\\w+\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;
  private final Map<String, String> files = new TreeMap<>();

  @BeforeEach
  void takeFromTheReadme() throws Exception {
    Matcher file = FILE.matcher(Files.readString(Path.of("README.md")));
    while (file.find()) {
      files.put(file.group(1), file.group(2));
    }
    for (String name : List.of("api-lighthouse.camel.yaml", "mapping-lighthouse.yaml")) {
      Files.writeString(folder.resolve(name), files.get(name));
    }
  }

  @Test
  void theTwoFilesAreEnoughToReadTheStubToItsEnd() throws Exception {
    RouteFiles routes = RouteFiles.read(Optional.of(folder));
    routes.check();
    assertThat(routes.differences())
        .isEqualTo(
            Map.of("api-lighthouse.camel.yaml", "added", "mapping-lighthouse.yaml", "added"));
    try (VendorStub vendor = new VendorStub();
        Line line = new Line(vendor, "lighthouse", folder, keys(), folder)) {
      vendor.first(
          "GET /v1/audit",
          Answer.json(files.get("page-1.json")),
          Answer.json(files.get("page-2.json")));

      line.read(line.open(8, 10));

      assertThat(line.ids()).containsExactly("lh-1", "lh-2", "lh-3");
      assertThat(vendor.calls("GET /v1/audit"))
          .extracting(VendorStub.Call::query)
          .containsExactly(
              "limit=100&since=2026-11-20T07%3A59%3A59Z&until=2026-11-20T10%3A00%3A01Z",
              "cursor=c-2&limit=100&since=2026-11-20T07%3A59%3A59Z&until=2026-11-20T10%3A00%3A01Z");
      assertThat(vendor.calls("POST /oauth/token").get(0).body()).contains("scope=audit");
      assertRecord(line);
    }
  }

  /** What the README shows of a record is what becomes of the event. */
  private void assertRecord(Line line) throws Exception {
    Accepted second = line.accepted.get(1);
    List<AuditRecord> records =
        new Normalizer().normalize(line.source, null, second.auditId(), second.event());
    JsonNode record = JSON.readTree(records.get(0).line());
    JsonNode shown = JSON.readTree(files.get("record.json"));
    assertThat(shown).isNotEmpty();
    shown
        .properties()
        .forEach(
            member ->
                assertThat(record.get(member.getKey()))
                    .as(member.getKey())
                    .isEqualTo(member.getValue()));
  }

  /** The keys of the example, less the place of the overlay and of the secret. */
  private Map<String, String> keys() throws Exception {
    Properties shown = new Properties();
    shown.load(new StringReader(files.get("application.properties")));
    Map<String, String> keys = new HashMap<>();
    shown.stringPropertyNames().stream()
        .filter(name -> name.startsWith("audit.sources.harbour."))
        .filter(name -> !name.endsWith("-file"))
        .forEach(
            name ->
                keys.put(
                    name.substring("audit.sources.harbour.".length()), shown.getProperty(name)));
    assertThat(keys).containsEntry("api", "lighthouse");
    return keys;
  }
}
