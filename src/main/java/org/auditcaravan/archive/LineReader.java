package org.auditcaravan.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.auditcaravan.normalize.Octets;

/** Lines as slices of one buffer, which grows only for the longest of them. */
public final class LineReader {
  private static final int NO_BOUND = Integer.MAX_VALUE - 8;

  private final InputStream in;
  private final int longest;
  private byte[] buffer = new byte[64 * 1024];
  private int filled;
  private int next;
  private int from;
  private int to;

  /**
   * @param in is read to its end, and left open
   */
  public LineReader(InputStream in) {
    this(in, NO_BOUND);
  }

  /**
   * @param in is read to its end, and left open
   * @param longest how many bytes the buffer may have; a longer line is an {@link IOException}
   */
  public LineReader(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /**
   * Goes to the next line.
   *
   * @return false when there is none
   */
  public boolean advance() throws IOException {
    int searched = next;
    while (true) {
      int found = Octets.indexOf(buffer, searched, filled, (byte) '\n');
      if (found < filled) {
        from = next;
        to = found;
        next = found + 1;
        return true;
      }
      searched = makeRoom();
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        from = next;
        to = filled;
        next = filled;
        return to > from;
      }
      filled += read;
    }
  }

  /** The buffer that holds the line, until the next call of {@link #advance}. */
  public byte[] bytes() {
    return buffer;
  }

  /** Where the line begins. */
  public int from() {
    return from;
  }

  /** Where the line ends, without its line feed. */
  public int to() {
    return to;
  }

  /** Moves what is left to the front, doubles a full buffer, and says where the search goes on. */
  private int makeRoom() throws IOException {
    if (next > 0) {
      System.arraycopy(buffer, next, buffer, 0, filled - next);
      filled -= next;
      next = 0;
    }
    if (filled == buffer.length) {
      if (buffer.length >= longest) {
        throw new IOException("a line is longer than " + longest + " bytes");
      }
      buffer = Arrays.copyOf(buffer, (int) Math.min(longest, buffer.length * 2L));
    }
    return filled;
  }
}
