package org.auditcaravan.verify;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Keys;

/** All objects of a source that lie below the folders of days, and which of them are named. */
final class Inventory {
  private static final Pattern DATE = Pattern.compile("/date=(\\d{4}-\\d\\d-\\d\\d)/");
  private static final Pattern BRIEF = Pattern.compile("-([0-9a-f]{16})\\.[a-z.]+$");

  private final Map<String, ArchiveCopy.Stored> objects = new TreeMap<>();
  private final Map<String, String> byHash = new HashMap<>();
  private final Set<String> fresh = new HashSet<>();
  private final Set<String> named = ConcurrentHashMap.newKeySet();

  private Inventory() {}

  /** Lists the days that are asked for; the journal tells of commands, not of records. */
  static Inventory of(ArchiveCopy copy, String prefix, String source, Span span)
      throws IOException {
    Inventory inventory = new Inventory();
    // All days, as they are one chain. What is committed while they are listed may come out of
    // order: a second look has all that the first one could have missed.
    copy.list(Keys.manifests(prefix, source)).forEach(inventory::put);
    for (ArchiveCopy.Stored found : copy.list(Keys.manifests(prefix, source))) {
      if (!inventory.objects.containsKey(found.key())) {
        inventory.put(found);
        inventory.fresh.add(found.key());
      }
    }
    for (String folder :
        new String[] {
          Keys.records(prefix, source),
          Keys.ids(prefix, source),
          Keys.deadLetters(prefix, source),
          Keys.parquet(prefix, source)
        }) {
      for (ArchiveCopy.Stored found : copy.list(folder)) {
        if (date(found.key()).map(span::holds).orElse(true)) {
          inventory.put(found);
        }
      }
    }
    return inventory;
  }

  private void put(ArchiveCopy.Stored found) {
    objects.put(found.key(), found);
    brief(found.key()).ifPresent(hash -> byHash.put(hash, found.key()));
  }

  /** Whether a manifest came while the others were listed. */
  boolean fresh(String key) {
    return fresh.contains(key);
  }

  /** The UTC day in whose folder an object lies. */
  static Optional<LocalDate> date(String key) {
    Matcher date = DATE.matcher(key);
    try {
      return date.find() ? Optional.of(LocalDate.parse(date.group(1))) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> brief(String key) {
    Matcher hash = BRIEF.matcher(key);
    return hash.find() ? Optional.of(hash.group(1)) : Optional.empty();
  }

  /** The object, if it is there; it is named from now on. */
  Optional<ArchiveCopy.Stored> take(String key) {
    named.add(key);
    return Optional.ofNullable(objects.get(key));
  }

  /** Another object that has these bytes by its key's end. */
  Optional<String> elsewhere(String sha256) {
    return Optional.ofNullable(byHash.get(Hashes.brief(sha256)))
        .filter(key -> !named.contains(key));
  }

  /** The keys that nothing has named, in order. */
  Collection<String> unnamed() {
    Set<String> unnamed = new TreeSet<>(objects.keySet());
    unnamed.removeAll(named);
    return unnamed;
  }
}
