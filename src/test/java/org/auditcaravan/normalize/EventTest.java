package org.auditcaravan.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

  @ParameterizedTest
  @CsvSource({
    "2026-10-02T07:15:09.482Z, 2026-10-02T07:15:09.482Z",
    "2026-10-02T07:15:09Z, 2026-10-02T07:15:09Z",
    "2026-10-02T07:15:09.9Z, 2026-10-02T07:15:09.9Z",
    "2026-10-02T07:15:09.12345Z, 2026-10-02T07:15:09.12345Z",
    "2026-10-02T07:15:09.123456Z, 2026-10-02T07:15:09.123456Z",
    "2026-10-02T07:15:09.1234567+00:00, 2026-10-02T07:15:09.1234567Z",
    "2026-10-02T07:15:09.123456789Z, 2026-10-02T07:15:09.123456789Z",
    "2026-10-02T07:15:09+00:00, 2026-10-02T07:15:09Z",
    "2026-10-02T00:15:09-05:30, 2026-10-02T05:45:09Z",
    "2026-10-02T00:15:09+0200, 2026-10-01T22:15:09Z",
    "2026-10-02T00:15:09+02, 2026-10-01T22:15:09Z",
    "2026-10-02t07:15:09z, 2026-10-02T07:15:09Z"
  })
  void timesAreReadInFullPrecision(String sent, Instant time) {
    assertThat(eventAt(sent).timestamp()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2026-10-02T07:15:09",
        "2026-10-02",
        "2026-02-30T07:15:09Z",
        "2026-10-02T25:15:09Z",
        "1790925309482",
        "+12026-10-02T07:15:09Z",
        "9999-12-31T23:59:59-01:00",
        "2026-10-02T07:15:09.1234567890Z",
        " 2026-10-02T07:15:09Z"
      })
  void timesThatSayNothingCertainAreNone(String sent) {
    assertThat(eventAt(sent).timestamp()).isNull();
  }

  @Test
  void anEventWithoutIdTimeOrServiceHasNone() {
    Event event = Samples.event("{\"id\":\"\",\"eventDate\":null,\"serviceName\":{}}");

    assertThat(event.id()).isNull();
    assertThat(event.timestamp()).isNull();
    assertThat(event.serviceName()).isNull();
  }

  @Test
  void valuesAreKnownByTheirReceivedForm() {
    Event event =
        Samples.event(
            "{\"n\":12345678901234567890,\"f\":1.0,\"e\":1E2,\"z\":-0,\"b\":true,\"x\":null,"
                + "\"s\":\"\\u00e9\\ud83c\\udfa7\\/\",\"o\":{ \"a\" : [ 1.0, \"\\u0041 b\" ] }}");

    assertThat(event.text("n")).isEqualTo("12345678901234567890");
    assertThat(event.text("f")).isEqualTo("1.0");
    assertThat(event.text("e")).isEqualTo("1E2");
    assertThat(event.text("z")).isEqualTo("-0");
    assertThat(event.text("b")).isEqualTo("true");
    assertThat(event.text("x")).isNull();
    assertThat(event.text("s")).isEqualTo("é🎧/");
    assertThat(event.text("o")).isEqualTo("{\"a\":[1.0,\"\\u0041 b\"]}");
    assertThat(event.text("o.a.0")).isEqualTo("1.0");
    assertThat(event.text("o.a.2")).isNull();
    assertThat(event.text("o.b.c")).isNull();
    assertThat(event.text("s.t")).isNull();
  }

  @Test
  void theLastOfDuplicateMembersCounts() {
    assertThat(Samples.event("{\"id\":\"a\",\"id\":\"b\"}").id()).isEqualTo("b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\":\"a\",\"v\":1}|{ \"v\" : 1 , \"id\" : \"a\" }",
        "{\"o\":{\"a\":1,\"b\":[2]}}|{\"o\":{\"b\":[ 2 ],\"a\":1}}",
        "{\"user\":{\"id\":\"u\"}}|{\"user\":{\"id\":\"u\",\"name\":\"Ines\"}}"
      })
  void orderBlanksAndExpansionsDoNotMakeAnotherEvent(String one, String other) {
    assertThat(Samples.event(one).contentHash()).isEqualTo(Samples.event(other).contentHash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"v\":1}|{\"v\":1.0}",
        "{\"v\":1}|{\"v\":\"1\"}",
        "{\"v\":\"A\"}|{\"v\":\"\\u0041\"}",
        "{\"v\":[1,2]}|{\"v\":[2,1]}",
        "{\"v\":[12]}|{\"v\":[1,2]}",
        "{\"v\":null}|{}",
        "{\"v\":1,\"v\":2}|{\"v\":2}",
        "{\"name\":\"a\"}|{\"name\":\"b\"}",
        "{\"entity\":{\"name\":\"a\"}}|{\"entity\":{\"name\":\"b\"}}",
        "{\"user\":{\"id\":\"u\"}}|{\"user\":{\"id\":\"w\"}}"
      })
  void oneOtherTokenMakesAnotherEvent(String one, String other) {
    assertThat(Samples.event(one).contentHash()).isNotEqualTo(Samples.event(other).contentHash());
  }

  @Test
  void theHashIsThatOfTheCanonicalJson() throws Exception {
    byte[] canonical = "{\"a\":[1.0,\"x\"],\"user\":{\"id\":\"u\"}}".getBytes();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical);
    Event event =
        Samples.event("{\"user\":{\"name\":\"Ines\",\"id\":\"u\"}, \"a\":[ 1.0, \"x\" ]}");

    assertThat(event.canonicalHash()).isEqualTo(hash);
    assertThat(event.contentHash()).isEqualTo(Arrays.copyOf(hash, 16));
  }

  @Test
  void theRawHashIsThatOfTheReceivedBytes() {
    assertThat(HexFormat.of().formatHex(Samples.event("{}").sha256()))
        .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  }

  private static Event eventAt(String time) {
    return Samples.event("{\"eventDate\":\"" + time + "\"}");
  }
}
