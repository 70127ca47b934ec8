package org.auditcaravan.seal;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.auditcaravan.archive.JournalHead;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.Part;
import org.auditcaravan.seal.Digest.Interval;
import org.auditcaravan.seal.Digest.Link;
import org.auditcaravan.seal.Digest.ManifestName;
import org.auditcaravan.window.Days.Account;
import org.auditcaravan.window.Seal;

/**
 * What the link of a day says, but for its place in the chain.
 *
 * @param day the UTC day, {@code yyyy-MM-dd}
 * @param number 0 for what closes the day, 1 and up for each addendum
 * @param manifests the manifests that it names
 * @param account what else is to be said of the day
 * @param compaction the same records as Parquet
 * @param journal how far the source's journal has come
 */
record DayDigest(
    String day,
    int number,
    List<Loaded> manifests,
    Account account,
    Compaction compaction,
    JournalHead journal) {

  /** A manifest of the archive, as the ledger knows it. */
  record Loaded(String key, String sha256, long bytes, Manifest manifest) {
    private ManifestName name() {
      return new ManifestName(
          key,
          sha256,
          bytes,
          manifest.sequence(),
          manifest.from(),
          manifest.to(),
          manifest.revision(),
          manifest.events().delivered(),
          manifest.records().delivered());
    }
  }

  List<Part> parts() {
    return all().flatMap(manifest -> manifest.parts().stream()).toList();
  }

  private Stream<Manifest> all() {
    return manifests.stream().map(Loaded::manifest);
  }

  /** The whole link, behind this one (null for the first). */
  Digest behind(Seal previous, String source, Instant now, String keyId, String version) {
    List<Part> parts = parts();
    return new Digest(
        Digest.FORMAT_VERSION,
        source,
        all().map(Manifest::organizationId).filter(Objects::nonNull).findFirst().orElse(null),
        day,
        number,
        previous == null ? 1 : previous.sequence() + 1,
        now,
        keyId,
        version,
        previous == null ? null : new Link(previous.key(), previous.sha256(), previous.signature()),
        null,
        sum(manifest -> manifest.events().delivered()),
        compaction.sum().records(),
        extreme(parts, Part::first, Comparator.reverseOrder()),
        extreme(parts, Part::last, Comparator.naturalOrder()),
        compaction.sum().hex(),
        all().map(Manifest::scope).distinct().toList(),
        manifests.stream().map(Loaded::name).toList(),
        parts,
        compaction.files(),
        empty(true),
        empty(false),
        account.gaps(),
        account.open(),
        account.dismissed(),
        account.reconciled(),
        journal);
  }

  private long sum(ToLongFunction<Manifest> count) {
    return all().mapToLong(count).sum();
  }

  private static Instant extreme(
      List<Part> parts, Function<Part, Instant> time, Comparator<Instant> order) {
    return parts.stream().map(time).filter(Objects::nonNull).max(order).orElse(null);
  }

  /** Windows that no manifest brings events of, by whether the vendor said that this is all. */
  private List<Interval> empty(boolean confirmed) {
    Map<Interval, Boolean> empty = new LinkedHashMap<>();
    all()
        .forEach(
            manifest ->
                empty.merge(
                    new Interval(manifest.from(), manifest.to()),
                    manifest.confirmed(),
                    Boolean::logicalOr));
    all()
        .filter(manifest -> manifest.events().delivered() > 0)
        .forEach(manifest -> empty.remove(new Interval(manifest.from(), manifest.to())));
    return empty.entrySet().stream()
        .filter(window -> window.getValue() == confirmed)
        .map(Map.Entry::getKey)
        .toList();
  }
}
