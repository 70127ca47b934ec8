package org.auditcaravan.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;

class NormalizerTest {
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  private final Source acme = Samples.acme(Samples.AUDITS);
  private final Normalizer normalizer = new Normalizer();

  @Test
  void recordIdsNumberTheChanges() {
    Event event =
        Samples.event(
            "{\"id\":\"a\",\"propertyChanges\":[{\"property\":\"x\"},{\"property\":\"y\"}]}");

    assertThat(normalizer.normalize(acme, "o", "a", event))
        .extracting(AuditRecord::recordId)
        .containsExactly("acme:a:0", "acme:a:1");
  }

  @Test
  void aRecordIdAboveFiveHundredAndTwelveBytesIsItsHash() throws IOException {
    String longest = "é".repeat(252) + "x";

    assertThat(only(Samples.event("{}"), longest).get("recordId").textValue())
        .isEqualTo("acme:" + longest + ":0");
    assertThat(only(Samples.event("{}"), longest + "x").get("recordId").textValue())
        .matches("[0-9a-f]{64}");
  }

  @Test
  void aRecordOfASimulatedSourceSaysSo() throws IOException {
    Source simulated = new Source("sim", acme.config(), acme.api(), true);
    Event event = Samples.event("{\"id\":\"a\",\"application\":\"Admin UI\"}");

    JsonNode record = JSON.readTree(normalizer.normalize(simulated, "o", "a", event).get(0).line());

    assertThat(record.get("extra"))
        .hasToString("{\"application\":\"Admin UI\",\"simulated\":true}");
  }

  @Test
  void aChangeOfTenMegabytesIsARecord() throws IOException {
    String value = "é\\\"".repeat(2_500_000);
    Event event =
        Samples.event(
            "{\"id\":\"a\",\"propertyChanges\":[{\"property\":\"x\",\"newValues\":[\""
                + value
                + "\"]}]}");

    assertThat(only(event, "a").get("newValue").textValue())
        .hasSize(5_000_000)
        .startsWith("é\"é\"");
  }

  @Test
  void namesFromOutsideAreQuoted() throws IOException {
    JsonNode record = only(Samples.event("{}"), "quote\" back\\slash \u0007 \ud83c 🎧");

    assertThat(record.get("auditId").textValue()).isEqualTo("quote\" back\\slash \u0007 \ud83c 🎧");
  }

  @Test
  void whatTheMappingDoesNotKnowIsCounted() {
    normalizer.normalize(acme, "o", "a", Samples.event("{\"entityType\":\"Spline\",\"new\":1}"));
    normalizer.normalize(acme, "o", "a", Samples.event("{\"entityType\":\"Spline\",\"id\":1}"));
    normalizer.normalize(acme, "o", "a", Samples.event("{\"entityType\":\"Queue\",\"context\":1}"));

    assertThat(normalizer.unknowns(acme).entityTypes()).isEqualTo(Map.of("Spline", 2L));
    assertThat(normalizer.unknowns(acme).members()).isEqualTo(Map.of("new", 1L));
  }

  @Test
  void whatTheMappingDoesNotKnowIsToldInOneSentenceBySource() {
    normalizer.normalize(acme, "o", "a", Samples.event("{\"entityType\":\"Spline\",\"new\":1}"));

    assertThat(normalizer.unknowns(acme).sentence())
        .contains("entity type Spline (1), member new (1)")
        .contains("record.known");
    assertThat(normalizer.unknowns(acme).sum()).isEqualTo(2);
  }

  @Test
  void theVendorsOwnMembersAreKnown() throws IOException {
    for (String pair : NormalizerGoldenTest.pairs().toList()) {
      if (pair.startsWith(Samples.AUDITS)) {
        NormalizerGoldenTest.normalize(normalizer, pair);
      }
    }

    assertThat(normalizer.unknowns(acme).members().keySet()).containsExactly("somethingNew");
  }

  @Test
  void namesOfUnknownsAreBounded() {
    Unknowns unknowns = new Unknowns("acme");
    for (int i = 0; i < 300; i++) {
      unknowns.member("name" + i);
    }

    assertThat(unknowns.members()).hasSize(201).containsEntry("(others)", 100L);
  }

  @Test
  void aNameOfTheVendorsStaysInOneLine() {
    Unknowns unknowns = new Unknowns("acme");
    unknowns.member("new\nline");

    assertThat(unknowns.sentence()).contains("member new line (1)").doesNotContain("\n");
  }

  @Test
  void anotherApiHasAnotherMapping() {
    Source auditlogs = TestSources.acme("genesys-auditlogs", Map.of());

    assertThat(normalizer.mapping(auditlogs)).isNotSameAs(normalizer.mapping(acme));
    assertThat(normalizer.mapping(acme)).isSameAs(normalizer.mapping(acme));
  }

  private JsonNode only(Event event, String auditId) throws IOException {
    List<AuditRecord> records = normalizer.normalize(acme, "org-1", auditId, event);
    assertThat(records).hasSize(1);
    return JSON.readTree(records.get(0).line());
  }
}
