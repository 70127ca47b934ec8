package org.auditcaravan.archive;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.auditcaravan.journal.Act;
import org.auditcaravan.journal.Journal;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The journal as a chain of objects, which are created once and never changed: {@code
 * <prefix>/journal/source=<s>/<eight digits of the place>.json}. The number alone makes the key, so
 * that of two processes one only takes a place; the other goes on behind it. Where a bucket lets
 * both of them put, the first version counts: who comes second lays it over his own again.
 */
@Singleton
public class JournalObjects implements Journal {
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private final Sources sources;
  private final ArchivePlaces places;
  private final S3Clients clients;
  private final ArchiveReader reader;
  private final Optional<SigningKey> key;
  private final FirstVersions versions;
  private final Map<String, Chain> chains = new ConcurrentHashMap<>();

  /**
   * @param key signs the entries, if there is one
   */
  public JournalObjects(
      Sources sources,
      ArchivePlaces places,
      S3Clients clients,
      ArchiveReader reader,
      Optional<SigningKey> key) {
    this.sources = sources;
    this.places = places;
    this.clients = clients;
    this.reader = reader;
    this.key = key;
    this.versions = new FirstVersions(clients);
  }

  @Override
  public void keep(Act act) {
    chains.computeIfAbsent(act.source(), Chain::new).keep(act);
  }

  /** What this process knows of a source's chain; its own threads wait for each other. */
  private final class Chain {
    private final String source;
    private final ArchivePlace place;
    private JournalHead head;

    Chain(String source) {
      this.source = source;
      this.place = places.of(sources.get(source));
    }

    synchronized void keep(Act act) {
      if (head == null) {
        head = find(place, source);
      }
      byte[] tried = null;
      boolean kept = false;
      while (!kept) {
        String next = JournalEntry.key(place.prefix(), source, head.sequence() + 1);
        Optional<byte[]> there = first(place, next);
        if (there.isEmpty()) {
          tried = JournalEntry.bytes(act, head.sequence() + 1, head.sha256(), key);
          kept = create(place, next, tried);
          there = kept ? versions.below(place, next) : there;
          if (there.isPresent() && !Arrays.equals(there.get(), tried)) {
            kept = false;
            put(place, next, there.get(), null);
          }
        } else {
          // Another process was first, or our own put had come through though its answer had not.
          kept = Arrays.equals(there.get(), tried);
        }
        head = kept || there.isPresent() ? behind(head, there.orElse(tried)) : head;
      }
    }
  }

  private static JournalHead behind(JournalHead head, byte[] entry) {
    return new JournalHead(head.sequence() + 1, Hashes.hex(entry));
  }

  /** What counts in that place, if it is taken. */
  private Optional<byte[]> first(ArchivePlace place, String entry) {
    Optional<byte[]> newest = reader.bytes(place, entry);
    return newest.isEmpty() ? newest : versions.below(place, entry).or(() -> newest);
  }

  private boolean create(ArchivePlace place, String next, byte[] bytes) {
    try {
      put(place, next, bytes, "*");
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() != PRECONDITION_FAILED && e.statusCode() != CONFLICT) {
        throw e;
      }
      return false;
    }
  }

  private void put(ArchivePlace place, String next, byte[] bytes, String ifNoneMatch) {
    clients
        .of(place)
        .putObject(
            put ->
                put.bucket(place.bucket())
                    .key(next)
                    .contentType("application/json")
                    .ifNoneMatch(ifNoneMatch),
            RequestBody.fromBytes(bytes));
  }

  /** How far the source's journal has come. */
  public JournalHead head(Source source) {
    return find(places.of(source), source.name());
  }

  /** Whether the newest entry is signed, though this process could not sign one behind it. */
  public boolean closedToThisProcess(Source source) throws IOException {
    JournalHead head = head(source);
    return key.isEmpty()
        && head.sequence() > 0
        && ManifestSignature.of(
                reader.bytes(
                    source,
                    JournalEntry.key(places.of(source).prefix(), source.name(), head.sequence())))
            .isPresent();
  }

  /** Asks of a few places whether anything lies behind them: a list of all would grow for ever. */
  private JournalHead find(ArchivePlace place, String source) {
    long some = 0;
    long none = 1;
    while (beyond(place, source, none - 1)) {
      some = none;
      none *= 2;
    }
    while (none - some > 1) {
      long middle = (some + none) / 2;
      if (beyond(place, source, middle - 1)) {
        some = middle;
      } else {
        none = middle;
      }
    }
    String last = JournalEntry.key(place.prefix(), source, some);
    return some == 0
        ? JournalHead.NONE
        : new JournalHead(some, Hashes.hex(first(place, last).orElseThrow()));
  }

  private boolean beyond(ArchivePlace place, String source, long sequence) {
    return !clients
        .of(place)
        .listObjectsV2(
            list ->
                list.bucket(place.bucket())
                    .prefix(Keys.journal(place.prefix(), source))
                    .startAfter(JournalEntry.key(place.prefix(), source, sequence))
                    .maxKeys(1))
        .contents()
        .isEmpty();
  }

  /** The keys of the source's entries, in the order of the chain. */
  public List<String> keys(Source source) {
    return reader
        .keys(source, Keys.journal(places.of(source).prefix(), source.name()))
        .sorted()
        .toList();
  }

  /**
   * One entry.
   *
   * @throws IOException when it is missing, or of a format that this version cannot read
   */
  public JournalEntry entry(Source source, String key) throws IOException {
    return JournalEntry.read(key, reader.bytes(source, key));
  }
}
