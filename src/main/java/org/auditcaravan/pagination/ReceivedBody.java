package org.auditcaravan.pagination;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A body that has left the connection: its beginning in memory, the rest of a large one in a file.
 * It can be read once, and forgets everything when its stream is closed, since Camel holds on to
 * answers until the exchange ends. If the connection broke, reading ends in that very failure.
 */
final class ReceivedBody extends AbstractHttpEntity {
  private static final int IN_MEMORY = 32 * 1024;

  private InputStream content;
  private final long size;

  private ReceivedBody(HttpEntity entity, InputStream content, long size) {
    super(entity.getContentType(), entity.getContentEncoding());
    this.content = content;
    this.size = size;
  }

  /**
   * Reads the body to its end, and leaves the connection to the next request.
   *
   * @param folder where the rest of a large body goes
   * @param maxBytes a longer body ends in a failure there
   */
  static ReceivedBody of(HttpEntity entity, Path folder, long maxBytes) throws IOException {
    List<InputStream> pieces = new ArrayList<>();
    long size;
    try (InputStream in = entity.getContent()) {
      ByteArrayOutputStream beginning = new ByteArrayOutputStream();
      IOException broken = copy(in, beginning, IN_MEMORY);
      pieces.add(new ByteArrayInputStream(beginning.toByteArray()));
      size = beginning.size();
      if (broken == null && beginning.size() == IN_MEMORY) {
        Files.createDirectories(folder);
        Path rest = Files.createTempFile(folder, "read-answer-", ".part");
        try (OutputStream out = Files.newOutputStream(rest)) {
          broken = copy(in, out, maxBytes - IN_MEMORY);
          if (broken == null && in.read() >= 0) {
            broken = new IOException("the answer is longer than audit.spool.max-bytes=" + maxBytes);
          }
        }
        size += Files.size(rest);
        pieces.add(Files.newInputStream(rest, StandardOpenOption.DELETE_ON_CLOSE));
      }
      if (broken != null) {
        pieces.add(new Broken(broken));
      }
    }
    return new ReceivedBody(entity, new SequenceInputStream(Collections.enumeration(pieces)), size);
  }

  private static IOException copy(InputStream in, OutputStream out, long most) throws IOException {
    byte[] buffer = new byte[65536];
    long left = most;
    while (left > 0) {
      int read;
      try {
        read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      } catch (IOException e) {
        return e;
      }
      if (read < 0) {
        return null;
      }
      out.write(buffer, 0, read);
      left -= read;
    }
    return null;
  }

  /** How many bytes have come. */
  long size() {
    return size;
  }

  @Override
  public InputStream getContent() {
    InputStream once = content == null ? InputStream.nullInputStream() : content;
    content = null;
    return once;
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public boolean isRepeatable() {
    return false;
  }

  @Override
  public long getContentLength() {
    return -1;
  }

  @Override
  public void close() throws IOException {
    if (content != null) {
      content.close();
      content = null;
    }
  }

  /** The end of a body whose connection broke. */
  private static final class Broken extends FilterInputStream {
    private final IOException failure;

    Broken(IOException failure) {
      super(InputStream.nullInputStream());
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      throw failure;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      throw failure;
    }
  }
}
