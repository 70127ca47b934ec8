package org.auditcaravan.archive;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.auditcaravan.normalize.AuditRecord;

/** One part while it is written: compressed, hashed and counted in one pass. */
final class SpoolFile implements AutoCloseable {
  /** What goes to the compressor at a time: each call of it costs. */
  private static final int BUFFER = 1 << 16;

  /** What comes from it is large already; hundreds of windows may be read at a time. */
  private static final int COMPRESSED = 1 << 13;

  private final Path path;
  private final MessageDigest digest = Hashes.sha256();
  private final Metered metered;
  private final OutputStream out;
  private long plainBytes;
  private long records;
  private long events;
  private Instant first;
  private Instant last;

  /**
   * @param taken hears of bytes before they are written, and may refuse them
   */
  SpoolFile(Path path, Codec codec, int level, LongConsumer taken) throws IOException {
    this.path = path;
    this.metered = new Metered(Files.newOutputStream(path), taken);
    OutputStream hashed =
        new BufferedOutputStream(new DigestOutputStream(metered, digest), COMPRESSED);
    this.out = new BufferedOutputStream(codec.compress(hashed, level), BUFFER);
  }

  /** Writes the records of one event. */
  void append(List<AuditRecord> rows, Instant timestamp) throws IOException {
    for (AuditRecord row : rows) {
      out.write(row.line());
      out.write('\n');
      plainBytes += row.line().length + 1L;
    }
    records += rows.size();
    events++;
    if (timestamp != null) {
      first = first == null || timestamp.isBefore(first) ? timestamp : first;
      last = last == null || timestamp.isAfter(last) ? timestamp : last;
    }
  }

  long plainBytes() {
    return plainBytes;
  }

  Path path() {
    return path;
  }

  /** Ends the file and describes it. */
  Part finish(Keys keys, int number, Codec codec) throws IOException {
    out.close();
    String sha256 = Hashes.hex(digest);
    return new Part(
        keys.part(number, sha256, codec),
        sha256,
        metered.bytes,
        records,
        events,
        first,
        last,
        null);
  }

  /** Gives an unfinished file up; what is still buffered is not written. */
  @Override
  public void close() throws IOException {
    metered.discarding = true;
    out.close();
  }

  private static final class Metered extends FilterOutputStream {
    private final LongConsumer taken;
    private long bytes;
    private boolean discarding;

    Metered(OutputStream out, LongConsumer taken) {
      super(out);
      this.taken = taken;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] chunk, int from, int length) throws IOException {
      if (discarding) {
        return;
      }
      taken.accept(length);
      out.write(chunk, from, length);
      bytes += length;
    }
  }
}
