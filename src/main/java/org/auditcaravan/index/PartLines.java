package org.auditcaravan.index;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The lines of a delivery's parts, one after the other, each as a slice of one buffer that grows
 * only for the longest line.
 */
final class PartLines implements AutoCloseable {
  private final Iterator<Path> parts;
  private Path part;
  private InputStream in;
  private byte[] buffer = new byte[64 * 1024];
  private int filled;
  private int next;
  private int from;
  private int to;
  private long number;

  PartLines(List<Path> parts) {
    this.parts = parts.iterator();
  }

  /**
   * Goes to the next line.
   *
   * @return false when there is none
   * @throws IllegalStateException when a part cannot be read
   */
  boolean advance() {
    try {
      while (in != null || open()) {
        if (line()) {
          number++;
          return true;
        }
        in.close();
        in = null;
      }
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(
          "part " + part + " cannot be read after line " + number + ": " + e.getMessage(), e);
    }
  }

  /** The buffer that holds the line, until the next call of {@link #advance}. */
  byte[] bytes() {
    return buffer;
  }

  /** Where the line begins. */
  int from() {
    return from;
  }

  /** Where the line ends, without its line feed. */
  int to() {
    return to;
  }

  /** Where the line stands, for messages. */
  String place() {
    return "line " + number + " of part " + part.getFileName();
  }

  @Override
  public void close() {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("part " + part + " cannot be closed: " + e.getMessage(), e);
    }
    in = null;
  }

  private boolean open() throws IOException {
    if (!parts.hasNext()) {
      return false;
    }
    part = parts.next();
    number = 0;
    filled = 0;
    next = 0;
    InputStream file = Files.newInputStream(part);
    try {
      in =
          part.getFileName().toString().endsWith(".zst")
              ? new ZstdInputStream(file)
              : new GZIPInputStream(file, 64 * 1024);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return true;
  }

  private boolean line() throws IOException {
    int searched = next;
    while (true) {
      for (int i = searched; i < filled; i++) {
        if (buffer[i] == '\n') {
          from = next;
          to = i;
          next = i + 1;
          return true;
        }
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

  /** Moves what is left to the front, doubles a full buffer, and says where the search goes on. */
  private int makeRoom() {
    if (next > 0) {
      System.arraycopy(buffer, next, buffer, 0, filled - next);
      filled -= next;
      next = 0;
    }
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    return filled;
  }
}
