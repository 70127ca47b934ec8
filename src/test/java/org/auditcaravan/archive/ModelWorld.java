package org.auditcaravan.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.MemoryDatabase;
import org.auditcaravan.window.Planning;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.Window;
import org.jdbi.v3.core.Jdbi;

/**
 * What replicas of the product share: the real ledger in memory, and beside it a vendor, a bucket
 * and an index that are lists.
 */
final class ModelWorld {
  static final String ACME = "acme";
  static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
  static final List<Duration> DELAYS =
      List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(3));
  private static final Scope ALL = new Scope(List.of(), Map.of(), Map.of(), Map.of());
  private static final Duration DAY = Duration.ofDays(1);
  private static final Planning PLANNING =
      new Planning(Optional.of(NOON), Duration.ofMinutes(15), DAY, DAY, DAY.multipliedBy(90), ALL);

  /**
   * An event of the vendor.
   *
   * @param visible when it can be seen first
   */
  record Entry(String id, Instant time, Instant visible) {}

  final Ledger ledger = new Ledger(MemoryDatabase.emptied());
  final Wording wording;
  final Map<String, byte[]> manifests = new LinkedHashMap<>();
  final Set<String> index = new HashSet<>();
  Instant now = NOON;
  private final Map<String, IdList> lists = new HashMap<>();
  private final List<Entry> vendor;
  private final Path folder;

  ModelWorld(Wording wording, List<Entry> vendor, Path folder) {
    this.wording = wording;
    this.vendor = vendor;
    this.folder = folder;
    ledger.sources().register(ACME, "genesys-audits", NOON);
  }

  void plan(long fencing) {
    ledger.planner().plan(ACME, fencing, PLANNING, now);
  }

  /** Whoever holds the lease has not been heard of for long. */
  void expireLease() {
    database()
        .useHandle(handle -> handle.execute("UPDATE sources SET expires_at = expires_at - 1e10"));
  }

  static Jdbi database() {
    return Jdbi.create(MemoryDatabase.source());
  }

  /** What the vendor shows of a window, each event twice. */
  List<String> read(Window window) {
    List<String> page = new ArrayList<>();
    for (int repeat = 0; repeat < 2; repeat++) {
      vendor.stream()
          .filter(entry -> window.contains(entry.time()) && !entry.visible().isAfter(now))
          .forEach(entry -> page.add(entry.id()));
    }
    return page;
  }

  /** The events that the archive has of a window below that revision. */
  SeenEvents known(Claim claim) {
    SeenEvents seen = new SeenEvents();
    for (int revision = 0; revision < claim.revision(); revision++) {
      seen.load(lists.get(words(manifests.get(key(claim.window(), revision)))[2]));
    }
    return seen;
  }

  static String key(Window window, int revision) {
    return window.name() + "_" + revision;
  }

  /** Uploads the list of what a read adds, under a name that follows from its content. */
  String upload(SeenEvents seen) {
    try {
      IdList list = IdList.write(folder.resolve("list" + lists.size()), seen);
      lists.putIfAbsent(list.sha256(), list);
      return list.sha256();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] manifest(long sequence, String previous, String list, List<String> ids) {
    String text = sequence + " " + previous + " " + list + " " + String.join(",", ids);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Sequence number, hash of the manifest before, list, and events. */
  private static String[] words(byte[] manifest) {
    return new String(manifest, StandardCharsets.UTF_8).split(" ", 4);
  }

  static long sequence(byte[] manifest) {
    return Long.parseLong(words(manifest)[0]);
  }

  static List<String> ids(byte[] manifest) {
    return Arrays.stream(words(manifest)[3].split(",")).filter(id -> !id.isEmpty()).toList();
  }

  /** Every event that the archive has, as often as it has it. */
  List<String> delivered() {
    return manifests.values().stream().flatMap(manifest -> ids(manifest).stream()).toList();
  }

  /** What is wrong at any moment: a fork of the chain, a repeat, or a document without a proof. */
  Optional<String> wrong() {
    List<String> delivered = delivered();
    if (new HashSet<>(delivered).size() < delivered.size()) {
      return Optional.of("delivered twice: " + delivered);
    }
    Set<Long> sequences = new HashSet<>();
    for (byte[] manifest : manifests.values()) {
      if (!sequences.add(sequence(manifest))) {
        return Optional.of("two manifests are number " + sequence(manifest));
      }
    }
    return delivered.containsAll(index)
        ? Optional.empty()
        : Optional.of("indexed but not archived: " + index + " of " + delivered);
  }

  /** What is wrong in the end: something is missing, or the chain is broken. */
  Optional<String> unfinished() {
    List<String> all = vendor.stream().map(Entry::id).sorted().toList();
    List<String> delivered = delivered().stream().sorted().toList();
    if (!all.equals(delivered)) {
      return Optional.of("delivered " + delivered + " of " + all);
    }
    if (!index.containsAll(all)) {
      return Optional.of("indexed " + index + " of " + all);
    }
    Map<Long, byte[]> chain = new HashMap<>();
    manifests.values().forEach(manifest -> chain.put(sequence(manifest), manifest));
    for (long place = 1; place <= chain.size(); place++) {
      byte[] before = chain.get(place - 1);
      String previous = before == null ? "null" : Hashes.hex(before);
      if (!Objects.equals(words(chain.get(place))[1], previous)) {
        return Optional.of("manifest " + place + " does not follow the one before it");
      }
    }
    long counted = ledger.statuses().all(now).get(0).events();
    return counted == all.size() ? Optional.empty() : Optional.of("the ledger counts " + counted);
  }
}
