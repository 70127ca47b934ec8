package org.auditcaravan.copy;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.archive.Spool;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.verify.ArchiveCopy.Stored;
import org.auditcaravan.verify.BucketCopy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Copies a source's archive to another place, byte for byte: its signatures and chains hold there
 * as they do here. What is there already is left alone, so that it goes on where it was broken off.
 */
@Singleton
public class Copying {
  private final S3Clients clients;

  public Copying(S3Clients clients) {
    this.clients = clients;
  }

  /**
   * What came of it.
   *
   * @param copied how many objects were copied now
   * @param there how many were there already
   */
  public record Copied(int copied, int there) {}

  /**
   * Does it; what names others comes after them.
   *
   * @param progress hears of each object: how many are done, of how many
   * @throws Fault when another object has the place of one of ours
   */
  public Copied run(String source, ArchivePlace from, ArchivePlace to, Consumer<int[]> progress)
      throws IOException {
    BucketCopy there = new BucketCopy(clients.of(to), to.bucket());
    Map<String, Stored> before = new HashMap<>();
    for (String folder : folders(to.prefix(), source)) {
      there.list(folder).forEach(object -> before.put(object.key(), object));
    }
    List<Stored> objects = objects(source, from);
    Path scratch = Files.createTempDirectory("audit-caravan-copy-");
    int copied = 0;
    try {
      for (int i = 0; i < objects.size(); i++) {
        String key = Keys.placed(to.prefix(), objects.get(i).key());
        if (!before.containsKey(key)) {
          copy(objects.get(i).key(), from, key, to, scratch);
          copied++;
        } else if (before.get(key).bytes() != objects.get(i).bytes()) {
          throw taken(key, to);
        }
        progress.accept(new int[] {i + 1, objects.size()});
      }
    } finally {
      Spool.delete(scratch);
    }
    return new Copied(copied, objects.size() - copied);
  }

  /** What names others is listed before them, so that all that it names is listed, too. */
  private List<Stored> objects(String source, ArchivePlace from) throws IOException {
    BucketCopy copy = new BucketCopy(clients.of(from), from.bucket());
    List<List<Stored>> kinds = new ArrayList<>();
    for (String folder : folders(from.prefix(), source)) {
      kinds.add(0, copy.list(folder));
    }
    return kinds.stream()
        .flatMap(List::stream)
        // A digest comes after its signature, as where it was made.
        .sorted(Comparator.comparing(Copying::rank))
        .toList();
  }

  private static int rank(Stored object) {
    if (!object.key().contains("digests/source=")) {
      return object.key().contains("manifests/source=") ? 1 : 0;
    }
    return object.key().endsWith(Digest.SIGNATURE) ? 2 : 3;
  }

  private static List<String> folders(String prefix, String source) {
    return List.of(
        Keys.digests(prefix, source),
        Keys.manifests(prefix, source),
        Keys.journal(prefix, source),
        Keys.parquet(prefix, source),
        Keys.records(prefix, source),
        Keys.ids(prefix, source),
        Keys.deadLetters(prefix, source));
  }

  private void copy(String key, ArchivePlace from, String target, ArchivePlace to, Path scratch)
      throws IOException {
    Path file = new BucketCopy(clients.of(from), from.bucket()).file(key, scratch);
    S3Client client = clients.of(to);
    try {
      client.putObject(
          put -> put.bucket(to.bucket()).key(target).ifNoneMatch("*"), RequestBody.fromFile(file));
    } catch (SdkException e) {
      // Another copy may have been quicker, or an answer was lost.
      compare(file, target, to, scratch, e);
    } finally {
      Files.delete(file);
    }
  }

  private void compare(Path file, String target, ArchivePlace to, Path scratch, SdkException why)
      throws IOException {
    Path found;
    try {
      found = new BucketCopy(clients.of(to), to.bucket()).file(target, scratch);
    } catch (IOException e) {
      throw why;
    }
    boolean same = Hashes.hex(found).equals(Hashes.hex(file));
    Files.delete(found);
    if (!same) {
      throw taken(target, to);
    }
  }

  private static Fault taken(String key, ArchivePlace to) {
    return new Fault(
        "another object lies at "
            + key
            + " of bucket "
            + to.bucket()
            + ": copy to a place that is empty, or where a copy was broken off");
  }
}
