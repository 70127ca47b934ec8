package org.auditcaravan.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.auditcaravan.source.Source;

/** Whatever JSON an event is, its records hold it, each on a line with the same fields. */
class NormalizerPropertyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonFactory TOKENS = new JsonFactory();
  private static final List<String> FIELDS =
      List.of(
          ("recordId,@timestamp,timestamp,source,api,organizationId,auditId,userId,userName,"
                  + "clientId,remoteIp,action,status,level,serviceName,entityType,entityId,"
                  + "entityName,changeIndex,changeCount,configurationKey,previousValue,newValue,"
                  + "correlationId,extra,error,rawSha256,rawPayload")
              .split(","));
  private static final List<String> MEMBERS =
      List.of(
          "id",
          "auditId",
          "timestamp",
          "eventDate",
          "user",
          "userId",
          "remoteIp",
          "entity",
          "entityType",
          "entityId",
          "action",
          "before",
          "after",
          "propertyChanges",
          "property",
          "oldValues",
          "newValues",
          "context",
          "configurationKey",
          "\\u0069d",
          "",
          "é \\uD83C\\uDFA7");
  private static final List<String> SCALARS =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-0",
          "-0.0e-0",
          "1.0",
          "1E+2",
          "1e-700",
          "9".repeat(400),
          "0." + "0".repeat(400) + "1",
          "12345678901234567890.12345678901234567890",
          "\"2026-11-10T12:00:00.1234567Z\"",
          "\"yesterday\"",
          "\"\\ud83c\"",
          "\"\\u0000\\u2028\u2028\\/\"");

  @Property
  void recordsHoldTheEventTokenByToken(@ForAll("apis") String api, @ForAll("events") String json)
      throws IOException {
    List<AuditRecord> records = records(api, json);

    List<String> ids = new ArrayList<>();
    for (AuditRecord record : records) {
      String line = new String(record.line(), UTF_8);
      JsonNode read = JSON.readTree(line);
      assertThat(line).doesNotContain("\n", "\r");
      assertThat(names(line)).isEqualTo(FIELDS);
      assertThat(tokens(raw(line))).isEqualTo(tokens(json));
      assertThat(read.get("recordId").textValue()).isEqualTo(record.recordId());
      assertThat(read.get("changeIndex").intValue()).isEqualTo(ids.size());
      assertThat(Math.max(1, read.get("changeCount").intValue())).isEqualTo(records.size());
      ids.add(record.recordId());
    }
    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  @Property
  void normalisingAgainGivesTheSameBytes(
      @ForAll("apis") String api, @ForAll("events") String json) {
    assertThat(lines(records(api, json))).isEqualTo(lines(records(api, json)));
  }

  private static List<AuditRecord> records(String api, String json) {
    Source acme = Samples.acme(api);
    Event event = Samples.event(api, json.getBytes(UTF_8));
    return new Normalizer().normalize(acme, "org", "a", event);
  }

  private static List<String> lines(List<AuditRecord> records) {
    return records.stream().map(record -> new String(record.line(), UTF_8)).toList();
  }

  private static List<String> names(String line) throws IOException {
    List<String> names = new ArrayList<>();
    try (JsonParser parser = TOKENS.createParser(line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        names.add(parser.currentName());
        parser.nextToken();
        parser.skipChildren();
      }
    }
    return names;
  }

  private static String raw(String line) {
    return line.substring(line.indexOf("\"rawPayload\":") + 13, line.length() - 1);
  }

  /** Every token with its characters: those of a number as they are written. */
  private static List<String> tokens(String json) throws IOException {
    List<String> tokens = new ArrayList<>();
    try (JsonParser parser = TOKENS.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens.add(token + " " + parser.getText());
      }
    }
    return tokens;
  }

  @Provide
  Arbitrary<String> apis() {
    return Arbitraries.of("genesys-audits", "genesys-auditlogs");
  }

  @Provide
  Arbitrary<String> events() {
    return Combinators.combine(values().list().ofMaxSize(3), object(values()))
        .as(NormalizerPropertyTest::event);
  }

  /** As many changes as there are values, before whatever else the event has. */
  private static String event(List<String> values, String members) {
    String changes =
        values.stream()
            .map(value -> "{\"property\":\"p\",\"newValues\":[" + value + "]}")
            .collect(Collectors.joining(",", "{\"propertyChanges\":[", "]"));
    return changes + (members.matches("\\{\\s*}") ? "" : ",") + members.substring(1);
  }

  private static Arbitrary<String> values() {
    Arbitrary<String> texts =
        Arbitraries.strings().ofMaxLength(8).map(NormalizerPropertyTest::text);
    return Arbitraries.recursive(
        () -> Arbitraries.oneOf(Arbitraries.of(SCALARS), texts),
        inner -> Arbitraries.oneOf(inner, array(inner), object(inner)),
        0,
        4);
  }

  private static Arbitrary<String> array(Arbitrary<String> inner) {
    return Combinators.combine(inner.list().ofMaxSize(3), blanks())
        .as((elements, blank) -> "[" + String.join("," + blank, elements) + blank + "]");
  }

  /** Names may come twice. */
  private static Arbitrary<String> object(Arbitrary<String> inner) {
    Arbitrary<String> member =
        Combinators.combine(Arbitraries.of(MEMBERS), blanks(), inner)
            .as((name, blank, value) -> "\"" + name + "\"" + blank + ":" + blank + value);
    return Combinators.combine(member.list().ofMaxSize(6), blanks())
        .as((members, blank) -> "{" + String.join(blank + ",", members) + blank + "}");
  }

  private static Arbitrary<String> blanks() {
    return Arbitraries.of("", "", " ", "\n", "\r\n\t");
  }

  /** A string of these characters; lone surrogates have no other form than the escaped one. */
  private static String text(String characters) {
    return characters
        .chars()
        .mapToObj(
            c ->
                c < ' ' || c == '"' || c == '\\' || Character.isSurrogate((char) c)
                    ? "\\u%04x".formatted(c)
                    : String.valueOf((char) c))
        .collect(Collectors.joining("", "\"", "\""));
  }
}
