package org.auditcaravan.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
  private final PageParser parser = new PageParser(Samples.api(Samples.AUDITS));
  private final List<String> events = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"id\": \"a\"},{\"id\":\"ž\"}]",
        " [ {\"id\": \"a\"} , {\"id\":\"ž\"} ] \n",
        "{\"entities\":[{\"id\": \"a\"},{\"id\":\"ž\"}]}",
        "{\"id\":\"q\",\"x\":[{}],\"entities\": [{\"id\": \"a\"},{\"id\":\"ž\"}],\"cursor\":{\"c\":1}}",
        "{\"id\": \"a\"}\n{\"id\":\"ž\"}",
        "\uFEFF{\"id\": \"a\"}\n{\"id\":\"ž\"}",
        "{\"id\": \"a\"}\r\n\r\n{\"id\":\"ž\"}\r\n"
      })
  void eventsComeOutOfEveryFormAsReceived(String download) {
    assertThat(read(download)).isEmpty();

    assertThat(events).containsExactly("{\"id\": \"a\"}", "{\"id\":\"ž\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1.50 ,{\"id\":\"a\"},\"te\\u0078t\",null,[ ]]",
        "{\"entities\":[1.50,\"te\\u0078t\",{\"id\":\"a\"},null,[ ]]}",
        "{\"id\":\"a\"}\n1.50\n\"te\\u0078t\"\nnull\n[ ]\n"
      })
  void whatIsNoObjectIsHandedBackAsReceived(String download) {
    assertThat(read(download)).containsExactly("1.50", "\"te\\u0078t\"", "null", "[ ]");

    assertThat(events).containsExactly("{\"id\":\"a\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n",
        "<html>",
        "7",
        "[{\"id\":\"a\"}",
        "[{\"id\":\"a\"}]x",
        "[{\"id\":\"a\"}][]",
        "{\"entities\":[]}{}",
        "{\"entities\":[],\"entities\":[]}",
        "{\"id\":\"a\"}\n{\"id\":\"b",
        "{\"id\":\"a\"}\nx"
      })
  void aDownloadThatIsNoListOfEventsIsRefused(String download) {
    assertThatThrownBy(() -> read(download)).isInstanceOf(UnreadablePage.class);
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] bytes = {'[', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ']'};

    assertThatThrownBy(() -> parser.stream(new ByteArrayInputStream(bytes), event -> {}))
        .isInstanceOf(UnreadablePage.class)
        .hasMessage("The download is not valid UTF-8");
  }

  @Test
  void aStreamThatBreaksOffIsRefused() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };

    assertThatThrownBy(() -> parser.stream(broken, event -> {})).isInstanceOf(UnreadablePage.class);
  }

  @Test
  void memoryIsBoundedByTheLargestEvent() {
    String event = "{\"id\":\"a\",\"v\":\"" + "x".repeat(1_000) + "\"}";
    long[] count = new long[1];
    InputStream endless = new Repeated((event + "\n").getBytes(UTF_8), 300_000);

    parser.stream(
        endless,
        each -> {
          count[0]++;
          assertThat(each.page().length).isEqualTo(event.length());
        });

    assertThat(count[0]).isEqualTo(300_000);
  }

  private List<String> read(String download) {
    return parser.stream(
            new ByteArrayInputStream(download.getBytes(UTF_8)),
            event -> events.add(new String(event.page(), event.offset(), event.length(), UTF_8)))
        .stream()
        .map(bytes -> new String(bytes, UTF_8))
        .toList();
  }

  /** The same bytes, many times, a few at a time. */
  private static final class Repeated extends InputStream {
    private final byte[] bytes;
    private long left;

    Repeated(byte[] bytes, int times) {
      this.bytes = bytes;
      this.left = (long) bytes.length * times;
    }

    @Override
    public int read() {
      return left == 0 ? -1 : bytes[(int) (bytes.length - 1 - --left % bytes.length)];
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int from = (int) ((bytes.length - left % bytes.length) % bytes.length);
      int count = (int) Math.min(left, Math.min(length, bytes.length - from));
      System.arraycopy(bytes, from, into, offset, count);
      left -= count;
      return count == 0 ? -1 : count;
    }
  }
}
