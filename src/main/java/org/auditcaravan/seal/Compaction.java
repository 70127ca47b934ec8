package org.auditcaravan.seal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.LineReader;
import org.auditcaravan.archive.Part;
import org.auditcaravan.archive.SpoolRoom;
import org.auditcaravan.seal.Digest.ParquetFile;
import org.auditcaravan.source.Source;

/**
 * Makes Parquet files of parts, sorted by entity type, time and record id. The same parts give the
 * same bytes, whatever their order.
 */
final class Compaction {
  /** What is sorted in memory at a time. */
  private static final long RUN_BYTES = 16L << 20;

  /** After how many records a file's length is looked at. */
  private static final int SOME = 1 << 10;

  private final SpoolRoom room;
  private final Path folder;
  private final long fileBytes;
  private final RecordSum sum = new RecordSum();
  private final List<ParquetFile> files = new ArrayList<>();

  /**
   * @param room for what is under way, and for the files; its owner closes it
   * @param fileBytes after how many bytes a further file begins
   */
  Compaction(SpoolRoom room, long fileBytes) {
    this.room = room;
    this.folder = room.path();
    this.fileBytes = fileBytes;
  }

  /** The hash of all records. */
  RecordSum sum() {
    return sum;
  }

  /** What was written, in order. */
  List<ParquetFile> files() {
    return files;
  }

  /** Where a file lies until it is in the archive. */
  Path local(ParquetFile file) {
    return folder.resolve(file.key().substring(file.key().lastIndexOf('/') + 1));
  }

  /**
   * Reads the parts, writes the files, and reads these back: what is closed can never be written
   * again.
   *
   * @param key what the keys of the files begin with
   * @throws IOException when a part is missing, damaged or no records
   */
  void run(ArchiveReader archive, Source source, List<Part> parts, String key) throws IOException {
    Path runs = Files.createDirectories(folder.resolve("runs"));
    SortedLines sorted = new SortedLines(room, runs, RUN_BYTES);
    for (Part part : parts) {
      room.take(part.bytes());
      Path local = archive.download(source, part.key(), part.sha256(), folder);
      long before = sum.records();
      try (InputStream in = ArchiveReader.lines(local)) {
        LineReader lines = new LineReader(in);
        while (lines.advance()) {
          Object[] row = RecordRow.of(lines.bytes(), lines.from(), lines.to());
          sum.add(row);
          sorted.add(key(row), Arrays.copyOfRange(lines.bytes(), lines.from(), lines.to()));
        }
      }
      Files.delete(local);
      room.free(part.bytes());
      if (sum.records() - before != part.records()) {
        throw new IOException(
            part.key() + " has " + (sum.records() - before) + " records, not " + part.records());
      }
    }
    if (sum.records() > 0) {
      write(sorted, key);
      readBack();
    }
  }

  private static byte[] key(Object[] row) {
    byte[] type = orEmpty(row[RecordSchema.ENTITY_TYPE]);
    byte[] id = orEmpty(row[RecordSchema.RECORD_ID]);
    Long time = (Long) row[RecordSchema.TIMESTAMP];
    return ByteBuffer.allocate(type.length + 1 + Long.BYTES + id.length)
        .put(type)
        .put((byte) 0)
        // Unsigned bytes sort as signed numbers do when the sign is turned over.
        .putLong(time == null ? 0 : time ^ Long.MIN_VALUE)
        .put(id)
        .array();
  }

  private static byte[] orEmpty(Object text) {
    return text == null ? new byte[0] : (byte[]) text;
  }

  private void write(SortedLines sorted, String key) throws IOException {
    Output output = new Output(key);
    try (output) {
      sorted.forEach(line -> output.write(RecordRow.of(line, 0, line.length)));
    }
  }

  private void readBack() throws IOException {
    RecordSum read = new RecordSum();
    for (ParquetFile file : files) {
      ParquetRows.forEach(local(file), read::add);
    }
    if (!read.hex().equals(sum.hex()) || read.records() != sum.records()) {
      throw new IllegalStateException("the Parquet files do not hold what the parts hold");
    }
  }

  /** One file after the other. */
  private final class Output implements AutoCloseable {
    private final String key;
    private final Path path = folder.resolve("under-way.parquet");
    private ParquetWrite open;
    private long records;
    private long taken;

    Output(String key) {
      this.key = key;
    }

    void write(Object[] row) throws IOException {
      if (open == null) {
        open = new ParquetWrite(path);
      }
      open.write(row);
      records++;
      // To ask costs more than to write a record.
      if (records % SOME == 0) {
        long length = open.bytes();
        taken(Math.max(taken, length));
        if (length >= fileBytes) {
          close();
        }
      }
    }

    private void taken(long bytes) {
      room.take(bytes - taken);
      taken = bytes;
    }

    @Override
    public void close() throws IOException {
      if (open == null) {
        return;
      }
      open.close();
      open = null;
      String sha256 = Hashes.hex(path);
      String name = key + "-" + files.size() + "-" + Hashes.brief(sha256) + ".parquet";
      ParquetFile file = new ParquetFile(name, sha256, Files.size(path), records);
      // A link that is made anew may bring a file of the one that was given up.
      Files.move(path, local(file), StandardCopyOption.REPLACE_EXISTING);
      files.add(file);
      taken(file.bytes());
      taken = 0;
      records = 0;
    }
  }
}
