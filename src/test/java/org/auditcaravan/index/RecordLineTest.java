package org.auditcaravan.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordLineTest {
  private final RecordLine line = new RecordLine();

  @Test
  void findsIdMonthAndTheBeginningOfAnEvent() {
    String text = Parts.record("e-1", 0, "2026-11-02T10:00:00.000Z");
    assertThat(id(text)).isEqualTo("\"acme:e-1:0\"");
    assertThat(line.month()).isEqualTo("2026.11");
    assertThat(line.first()).isTrue();
  }

  @Test
  void aFurtherChangeBeginsNoEvent() {
    id(Parts.record("e-1", 1, "2026-11-02T10:00:00.000Z"));
    assertThat(line.first()).isFalse();
  }

  @Test
  void aRecordWithoutATimeHasNoMonth() {
    id(Parts.record("e-1", 0, null));
    assertThat(line.month()).isNull();
  }

  @Test
  void anIdKeepsItsEscapesAsTheyAre() {
    assertThat(id("{\"recordId\":\"a\\\"\\u00e9\\\\:0\",\"@timestamp\":null}"))
        .isEqualTo("\"a\\\"\\u00e9\\\\:0\"");
  }

  @Test
  void aTimeThatIsNoneNamesNoIndex() {
    id("{\"recordId\":\"a\",\"@timestamp\":\"../x-y1-z\"}");
    assertThat(line.month()).isNull();
  }

  @Test
  void valuesThatLookLikeJsonAreSteppedOver() {
    id(
        "{\"recordId\":\"a\",\"@timestamp\":null,\"userName\":\"x\\\",\\\"changeIndex\\\":7,\","
            + "\"remoteIp\":[\"]}\",{\"changeIndex\":9}],\"changeIndex\":3}");
    assertThat(line.first()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"recordId\":\"a",
        "{\"recordId\":\"a\"}",
        "{\"@timestamp\":null,\"recordId\":\"a\"}",
        "{\"recordId\":\"a\",\"@timestamp\":null,\"extra\":{",
        "{\"recordId\":\"a\\"
      })
  void whatIsNoRecordIsRefused(String text) {
    assertThatThrownBy(() -> id(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private String id(String text) {
    byte[] bytes = ("##" + text).getBytes(StandardCharsets.UTF_8);
    line.read(bytes, 2, bytes.length);
    return new String(bytes, line.idFrom(), line.idTo() - line.idFrom(), StandardCharsets.UTF_8);
  }
}
