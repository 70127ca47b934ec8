package org.auditcaravan.normalize;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageParserTest {
  private final PageParser parser = new PageParser(Samples.api(Samples.AUDITS));

  @Test
  void everyEventIsTheSliceThatWasReceived() {
    Page page = parse(" {\"id\":\"q\", \"entities\" : [ {\"id\": \"a\" } , {\"id\":\"ž🎧\"}\n]}");

    assertThat(page.events())
        .extracting(PageParserTest::slice)
        .containsExactly("{\"id\": \"a\" }", "{\"id\":\"ž🎧\"}");
    assertThat(page.events()).extracting(Event::id).containsExactly("a", "ž🎧");
  }

  @Test
  void whatIsNoObjectIsHandedBackAsReceived() {
    Page page = parse("{\"entities\":[null,{\"id\":\"a\"},\"te\\u0078t\", 1.0 ,[ {} ],true]}");

    assertThat(page.events()).extracting(Event::id).containsExactly("a");
    assertThat(page.rejects())
        .extracting(bytes -> new String(bytes, UTF_8))
        .containsExactly("null", "\"te\\u0078t\"", "1.0", "[ {} ]", "true");
  }

  @Test
  void theEnvelopeIsEverythingBesideTheEvents() {
    Page page = parse("{\"total\":7,\"entities\":[],\"cursor\":\"c\",\"more\":{\"a\":[1]}}");

    assertThat(page.events()).isEmpty();
    assertThat(page.envelope()).hasToString("{\"total\":7,\"cursor\":\"c\",\"more\":{\"a\":[1]}}");
  }

  @Test
  void bytesBehindTheLengthAreNotRead() {
    byte[] bytes = "{\"entities\":[]}garbage".getBytes(UTF_8);

    assertThat(parser.parse(bytes, 15).events()).isEmpty();
  }

  @Test
  void aByteOrderMarkIsNoPartOfThePage() {
    assertThat(parse("\uFEFF{\"entities\":[{\"id\":\"a\"}]}").events())
        .extracting(PageParserTest::slice)
        .containsExactly("{\"id\":\"a\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|is empty",
        "` \n `|is empty",
        "<html><body>secret</body></html>|is not JSON",
        "{\"entities\":[{\"id\":\"secret|was cut short",
        "{\"entities\":[{\"id\":\"secret\\|was cut short",
        "{\"entities\":[{\"id\":\"secret\"}|was cut short",
        "{\"entities\":[{\"id\":tru|is not JSON",
        "{\"entities\":[]} {\"secret\":1}|goes on after",
        "{\"entities\":[]}]|is not JSON",
        "[{\"id\":\"secret\"}]|no object",
        "\"secret\"|no object",
        "{\"total\":0}|no list of events",
        "{\"entities\":null}|no list of events",
        "{\"entities\":{\"id\":\"secret\"}}|no list of events",
        "{\"entities\":[],\"entities\":[]}|more than one list",
        "{\"entities\":[{\"id\":01}]}|is not JSON",
        "{\"entities\":[{\"id\":NaN}]}|is not JSON",
        "{\"entities\":[{\"id\":\"sec\tret\"}]}|is not JSON",
        "{\"entities\":[{\"id\":\"sec\\xret\"}]}|is not JSON",
        "{\"entities\":[{\"id\":1,}]}|is not JSON",
        "{entities:[]}|is not JSON"
      })
  void aPageThatIsNoAnswerIsRefusedWithoutItsContent(String page, String reason) {
    assertThatThrownBy(() -> parse(page))
        .isInstanceOf(UnreadablePage.class)
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("secret", "html", "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c3", "c080", "eda080", "ff", "f8a1a1a1a1", "80", "f4908080", "e28228"})
  void invalidUtf8IsRefused(String octets) {
    byte[] page = "{\"entities\":[{\"id\":\"????????\"}]}".getBytes(UTF_8);
    byte[] wrong = HexFormat.of().parseHex(octets);
    System.arraycopy(wrong, 0, page, 20, wrong.length);

    assertThatThrownBy(() -> parser.parse(page, page.length))
        .isInstanceOf(UnreadablePage.class)
        .hasMessage("The answer is not valid UTF-8");
  }

  @Test
  void otherEncodingsAreRefused() {
    byte[] page = "{\"entities\":[]}".getBytes(UTF_16LE);

    assertThatThrownBy(() -> parser.parse(page, page.length)).isInstanceOf(UnreadablePage.class);
  }

  @Test
  void everyPrefixOfAPageIsRefused() {
    byte[] page =
        "{\"entities\":[{\"id\":\"ž\\u0041\",\"n\":-1.5e3,\"b\":[true]}]}".getBytes(UTF_8);
    assertThat(parser.parse(page, page.length).events()).hasSize(1);

    for (int length = 0; length < page.length; length++) {
      byte[] prefix = Arrays.copyOf(page, length);
      assertThatThrownBy(() -> parser.parse(prefix, prefix.length))
          .isInstanceOf(UnreadablePage.class);
    }
  }

  @Test
  void nestingIsBounded() {
    assertThat(parse(nested(490)).events()).hasSize(1);
    assertThatThrownBy(() -> parse(nested(100_000)))
        .isInstanceOf(UnreadablePage.class)
        .hasMessage("The answer is nested deeper than 500 levels");
  }

  @Test
  void aValueOfTenMegabytesIsAValue() {
    String value = "ž\\n".repeat(2_500_000);
    Event event = parse("{\"entities\":[{\"id\":\"a\",\"v\":\"" + value + "\"}]}").events().get(0);

    assertThat(event.length()).isEqualTo(10_000_000 + 17);
    assertThat(event.text("v")).hasSize(5_000_000).startsWith("ž\nž\n");
  }

  @Test
  void aNumberOfTenThousandDigitsIsAValue() {
    String digits = "1234567890".repeat(1_000);

    assertThat(parse("{\"entities\":[{\"v\":" + digits + "}]}").events().get(0).text("v"))
        .isEqualTo(digits);
  }

  private Page parse(String page) {
    byte[] bytes = page == null ? new byte[0] : page.getBytes(UTF_8);
    return parser.parse(bytes, bytes.length);
  }

  private static String nested(int depth) {
    return "{\"entities\":[{\"v\":" + "[".repeat(depth) + "]".repeat(depth) + "}]}";
  }

  private static String slice(Event event) {
    return new String(event.page(), event.offset(), event.length(), UTF_8);
  }
}
