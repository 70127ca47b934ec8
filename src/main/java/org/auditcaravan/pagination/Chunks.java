package org.auditcaravan.pagination;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.auditcaravan.normalize.PageParser;
import org.auditcaravan.normalize.UnreadablePage;

/** Cuts a download of any length into files that are read like pages, in bounded memory. */
final class Chunks {
  private static final int EVENTS = 1_000;
  private static final int BYTES = 1024 * 1024;

  private final Path file;
  private final PageParser parser;
  private final List<Path> chunks = new ArrayList<>();
  private OutputStream out;
  private int events;
  private int bytes;

  Chunks(Path file, PageParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * The chunks, in the download's order, each {@code {"entities": [...]}}; the download is deleted.
   *
   * @throws UnreadablePage when the download cannot be read to its end
   */
  List<Path> cut() {
    try (InputStream in = Files.newInputStream(file)) {
      parser.stream(in, event -> add(event.page(), event.offset(), event.length()))
          .forEach(reject -> add(reject, 0, reject.length));
      close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(file);
    }
    return chunks;
  }

  private void add(byte[] page, int offset, int length) {
    try {
      if (events >= EVENTS || bytes >= BYTES) {
        close();
      }
      if (out == null) {
        Path chunk = file.resolveSibling(file.getFileName() + "." + chunks.size());
        chunks.add(chunk);
        out = new BufferedOutputStream(Files.newOutputStream(chunk));
        out.write("{\"entities\":[".getBytes());
      } else {
        out.write(',');
      }
      out.write(page, offset, length);
      events++;
      bytes += length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() throws IOException {
    if (out != null) {
      out.write("]}".getBytes());
      out.close();
      out = null;
      events = 0;
      bytes = 0;
    }
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
