package org.auditcaravan.normalize;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;

/** Remembers the bytes that a parser has read ahead, until they are taken, and checks UTF-8. */
final class Recorder extends InputStream {
  private final PushbackInputStream in;
  private final Utf8 utf8 = new Utf8();
  private byte[] buffer = new byte[16 * 1024];
  private int size;
  private long first;
  private boolean begun;

  Recorder(InputStream in) {
    this.in = new PushbackInputStream(in, JsonReader.MARK_LENGTH);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    skipMark();
    int count = in.read(bytes, offset, length);
    if (count > 0) {
      if (!utf8.accepts(bytes, offset, count)) {
        throw new UnreadablePage("The download is not valid UTF-8");
      }
      if (buffer.length - size < count) {
        buffer = Arrays.copyOf(buffer, Math.max(size + count, buffer.length * 2));
      }
      System.arraycopy(bytes, offset, buffer, size, count);
      size += count;
    }
    return count;
  }

  private void skipMark() throws IOException {
    if (!begun) {
      begun = true;
      byte[] start = in.readNBytes(JsonReader.MARK_LENGTH);
      if (!JsonReader.startsWithMark(start, 0, start.length)) {
        in.unread(start);
      }
    }
  }

  /** The bytes {@code [from, to)} of the stream; what stands before {@code to} is forgotten. */
  byte[] take(long from, long to) {
    byte[] taken = Arrays.copyOfRange(buffer, (int) (from - first), (int) (to - first));
    forget(to);
    return taken;
  }

  /** Forgets what stands before that place of the stream. */
  void forget(long before) {
    int count = (int) (before - first);
    System.arraycopy(buffer, count, buffer, 0, size - count);
    size -= count;
    first = before;
  }
}
