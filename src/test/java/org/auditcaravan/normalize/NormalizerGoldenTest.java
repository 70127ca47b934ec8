package org.auditcaravan.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden pairs: {@code <api>/<name>.event.json} as received, {@code <name>.records.jsonl} as
 * archived, compared byte for byte.
 */
class NormalizerGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/normalize");
  private static final String NO_ID = "named-by-its-content";

  static Stream<String> pairs() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .map(file -> FOLDER.relativize(file).toString())
          .filter(file -> file.endsWith(".event.json"))
          .map(file -> file.replace(".event.json", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void anEventBecomesTheseRecords(String pair) throws IOException {
    assertThat(normalized(pair))
        .isEqualTo(Files.readString(FOLDER.resolve(pair + ".records.jsonl")));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void everyLineIsOneJsonObjectThatHoldsTheEventValueForValue(String pair) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode event = json.readTree(Files.readString(FOLDER.resolve(pair + ".event.json")));
    for (String line : normalized(pair).lines().toList()) {
      JsonNode record = json.readTree(line);
      assertThat(record.get("rawPayload")).isEqualTo(event);
      assertThat(record.properties().stream().map(Map.Entry::getKey))
          .containsExactly(
              "recordId",
              "@timestamp",
              "timestamp",
              "source",
              "api",
              "organizationId",
              "auditId",
              "userId",
              "userName",
              "clientId",
              "remoteIp",
              "action",
              "status",
              "level",
              "serviceName",
              "entityType",
              "entityId",
              "entityName",
              "changeIndex",
              "changeCount",
              "configurationKey",
              "previousValue",
              "newValue",
              "correlationId",
              "extra",
              "error",
              "rawSha256",
              "rawPayload");
    }
  }

  static String normalized(String pair) throws IOException {
    return normalize(new Normalizer(), pair).stream()
        .map(record -> new String(record.line(), UTF_8) + "\n")
        .collect(Collectors.joining());
  }

  static List<AuditRecord> normalize(Normalizer normalizer, String pair) throws IOException {
    String api = pair.substring(0, pair.indexOf('/'));
    String text = Files.readString(FOLDER.resolve(pair + ".event.json"));
    Event event = Samples.event(api, text.substring(0, text.length() - 1).getBytes(UTF_8));
    String auditId = event.id() == null ? NO_ID : event.id();
    return normalizer.normalize(Samples.acme(api), "org-1", auditId, event);
  }
}
