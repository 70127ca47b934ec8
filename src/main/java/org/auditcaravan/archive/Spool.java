package org.auditcaravan.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.auditcaravan.normalize.AuditRecord;

/**
 * The files of one read of a window: records as compressed JSON lines, and bytes that could not
 * become records. They lie in a folder of their own, which is removed on {@link #close}. A spool is
 * used by one thread at a time.
 */
public final class Spool implements AutoCloseable {
  private final Path folder;
  private final Keys keys;
  private final Compression compression;
  private final SpoolBudget budget;
  private final List<Part> parts = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private final List<Rejected> rejects = new ArrayList<>();
  private final List<Upload> uploads = new ArrayList<>();
  private SpoolFile open;
  private Receipt receipt;
  private boolean finished;
  private long taken;
  private long events;
  private long records;

  /**
   * How parts are made.
   *
   * @param codec gzip or zstd
   * @param level the codec's level
   * @param partBytes bytes of records, before compression, after which a further part begins
   */
  record Compression(Codec codec, int level, long partBytes) {}

  Spool(Path folder, Keys keys, Compression compression, SpoolBudget budget) {
    this.folder = folder;
    this.keys = keys;
    this.compression = compression;
    this.budget = budget;
  }

  /** The folder of this read's files, for downloads too. */
  public Path folder() {
    return folder;
  }

  /** The names of what this read leaves in the archive. */
  public Keys keys() {
    return keys;
  }

  /**
   * Writes the records of one event; they are never divided between parts.
   *
   * @param rows the records; none means that there is nothing to write, and no event is counted
   * @param timestamp the event's time, or null
   * @throws SpoolFull when all spools together take too many bytes: the read has to be given up
   */
  public void append(List<AuditRecord> rows, Instant timestamp) {
    if (finished) {
      throw new IllegalStateException("the spool " + folder + " is finished or broken");
    }
    if (rows.isEmpty()) {
      return;
    }
    // Until it is written to the end: a spool that broke within an event takes no other one.
    finished = true;
    try {
      if (open == null) {
        open = create();
      }
      open.append(rows, timestamp);
      if (open.plainBytes() >= compression.partBytes()) {
        rollOver();
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
    finished = false;
    events++;
    records += rows.size();
  }

  private SpoolFile create() throws IOException {
    Path file = folder.resolve("part-" + parts.size() + compression.codec().suffix());
    return new SpoolFile(file, compression.codec(), compression.level(), this::take);
  }

  private void rollOver() throws IOException {
    Part part = open.finish(keys, parts.size(), compression.codec());
    uploads.add(upload(part.key(), open.path(), compression.codec().contentType(), part.sha256()));
    files.add(open.path());
    parts.add(part);
    open = null;
  }

  /**
   * Keeps bytes that cannot be a record, as an object of their own that the manifest will name.
   *
   * @param received the bytes as received
   * @param reason why they cannot be a record
   * @throws SpoolFull when all spools together take too many bytes
   */
  public void reject(byte[] received, String reason) {
    byte[] json = Json.write(RejectedObject.of(keys, received, reason));
    String sha256 = Hashes.hex(json);
    Path file = folder.resolve("dead-letter-" + rejects.size() + ".json");
    take(json.length);
    try {
      Files.write(file, json);
    } catch (IOException e) {
      throw unwritable(e);
    }
    String key = keys.deadLetter(rejects.size(), sha256);
    uploads.add(upload(key, file, "application/json", sha256));
    rejects.add(new Rejected(key, sha256, json.length, reason));
  }

  private static Upload upload(String key, Path file, String contentType, String sha256) {
    return new Upload(key, file.toFile(), contentType, sha256);
  }

  /**
   * Takes room for files that lie in the folder until the spool is closed.
   *
   * @throws SpoolFull when the source has no room for them
   */
  public void take(long bytes) {
    budget.take(keys.window().source(), bytes);
    taken += bytes;
  }

  /**
   * Ends the last part. The same call again gives the same parts.
   *
   * @return all parts in order; none when there were no events
   */
  public List<Part> finish() {
    try {
      if (open != null) {
        rollOver();
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
    finished = true;
    return List.copyOf(parts);
  }

  /**
   * Ends the last part and writes down what this read added to the archive. The same call again
   * changes nothing.
   *
   * @return what has to reach the archive before the manifest may name it
   */
  Receipt ship(SeenEvents seen) {
    if (receipt == null) {
      List<Part> all = finish();
      IdListObject ids = ids(seen);
      receipt = new Receipt(all, ids, rejects, uploads);
    }
    return receipt;
  }

  private IdListObject ids(SeenEvents seen) {
    Path file = folder.resolve("events.ids");
    take(IdList.bytes(seen.added()));
    try {
      IdList list = IdList.write(file, seen);
      String key = keys.ids(list.sha256());
      uploads.add(upload(key, file, "application/octet-stream", list.sha256()));
      return new IdListObject(key, list.sha256(), IdList.bytes(list.rows()), list.rows());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** What has to reach the archive, or null as long as the read was not shipped. */
  Receipt receipt() {
    return receipt;
  }

  /** The files of the finished parts, in the same order. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /** The objects with bytes that could not become records. */
  public List<Rejected> rejects() {
    return List.copyOf(rejects);
  }

  /** The finished parts and the rejected bytes, as they go to the archive. */
  List<Upload> uploads() {
    return List.copyOf(uploads);
  }

  /** How many events have been written. */
  public long events() {
    return events;
  }

  /** How many records have been written. */
  public long records() {
    return records;
  }

  /** Removes all files and gives their bytes back. The same call again does nothing. */
  @Override
  public void close() {
    finished = true;
    try {
      if (open != null) {
        open.close();
        open = null;
      }
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the spool " + folder + " cannot be removed", e);
    } finally {
      budget.free(keys.window().source(), taken);
      taken = 0;
    }
  }

  /** Removes a folder with all that is in it. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private UncheckedIOException unwritable(IOException e) {
    return new UncheckedIOException(
        "the spool "
            + folder
            + " cannot be written ("
            + e.getMessage()
            + "): make room below audit.spool.dir",
        e);
  }
}
