package org.auditcaravan.index;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.LineReader;

/** The lines of a delivery's parts, one after the other, each as a slice of a buffer. */
final class PartLines implements AutoCloseable {
  private final Iterator<Path> parts;
  private Path part;
  private InputStream in;
  private LineReader lines;
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
        if (lines.advance()) {
          number++;
          return true;
        }
        in.close();
        in = null;
      }
      return false;
    } catch (IOException e) {
      // Without its cause: the route takes an IOException for a missing answer of the engine.
      throw new IllegalStateException(
          "part " + part + " cannot be read after line " + number + ": " + e.getMessage());
    }
  }

  /** The buffer that holds the line, until the next call of {@link #advance}. */
  byte[] bytes() {
    return lines.bytes();
  }

  /** Where the line begins. */
  int from() {
    return lines.from();
  }

  /** Where the line ends, without its line feed. */
  int to() {
    return lines.to();
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
      throw new IllegalStateException("part " + part + " cannot be closed: " + e.getMessage());
    }
    in = null;
  }

  private boolean open() throws IOException {
    if (!parts.hasNext()) {
      return false;
    }
    part = parts.next();
    number = 0;
    in = ArchiveReader.lines(part);
    lines = new LineReader(in);
    return true;
  }
}
