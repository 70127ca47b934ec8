package org.auditcaravan.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.ManifestSignature;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.seal.Digest.Interval;
import org.auditcaravan.seal.Digest.ManifestName;
import org.auditcaravan.seal.Head;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.DigestChain.Link;
import org.auditcaravan.verify.Finding.Kind;
import org.auditcaravan.window.Gap;

/** Looks at all of one source: its chain, its manifests, and every object that these name. */
final class SourceVerification {
  private final ArchiveCopy copy;
  private final String prefix;
  private final String source;
  private final Span span;
  private final Optional<PublicKeys> keys;
  private final Findings findings = new Findings();
  private final ManifestChain manifests = new ManifestChain(findings);
  private final List<Expected> expected = new ArrayList<>();
  private final List<Tally> tallies = new ArrayList<>();
  private Inventory inventory;
  private LocalDate horizon = LocalDate.MIN;

  SourceVerification(
      ArchiveCopy copy, String prefix, String source, Span span, Optional<PublicKeys> keys) {
    this.copy = copy;
    this.prefix = prefix;
    this.source = source;
    this.span = span;
    this.keys = keys;
  }

  /**
   * Does it.
   *
   * @param heads what a second place says
   * @param scratch a folder for files under way
   */
  Verdict run(List<Head> heads, Path scratch, Workers workers) throws IOException {
    DigestChain chain = new DigestChain(copy, prefix, source, keys, findings);
    List<Link> links = chain.walk();
    chain.anchored(heads);
    links.stream()
        .map(link -> link.digest().horizon())
        .filter(Objects::nonNull)
        .map(LocalDate::parse)
        .max(Comparator.naturalOrder())
        .ifPresent(day -> horizon = day);
    inventory = Inventory.of(copy, prefix, source, span);
    links.forEach(this::named);
    List<Link> days = links.stream().filter(this::asked).toList();
    for (Link link : days) {
      link(link);
    }
    unsealed();
    manifests.check(span.whole());
    covered(days);
    ObjectCheck check = new ObjectCheck(copy, scratch, findings);
    long[] bytes = new long[1];
    List<Expected> there = expected.stream().filter(object -> present(object, bytes)).toList();
    workers.run(source, there, check::run);
    tallies.forEach(tally -> tally.close(findings));
    leftovers();
    return new Verdict(
        source,
        links.size(),
        days.stream().map(link -> link.digest().day()).distinct().count(),
        there.size(),
        bytes[0],
        tallies.stream().mapToLong(Tally::lines).sum(),
        tallies.stream().mapToLong(Tally::parquet).sum(),
        findings.sorted());
  }

  private void named(Link link) {
    link.digest()
        .manifests()
        .forEach(named -> manifests.named(named.sequence(), named.key(), named.sha256()));
  }

  private boolean asked(Link link) {
    return link.digest().day() != null && span.holds(LocalDate.parse(link.digest().day()));
  }

  private void link(Link link) throws IOException {
    Digest digest = link.digest();
    Tally tally = new Tally(link.key(), digest);
    tallies.add(tally);
    for (ManifestName named : digest.manifests()) {
      if (present(new Expected(named.key(), named.sha256(), -1, null), new long[1])) {
        manifest(named);
      }
    }
    digest
        .parts()
        .forEach(
            part -> expected.add(new Expected(part.key(), part.sha256(), part.records(), tally)));
    digest
        .parquet()
        .forEach(
            file -> expected.add(new Expected(file.key(), file.sha256(), file.records(), tally)));
  }

  private void manifest(ManifestName named) throws IOException {
    byte[] bytes = bytes(named.key());
    if (!Hashes.hex(bytes).equals(named.sha256())) {
      findings.add(
          Kind.MANIFEST_REPLACED,
          named.key(),
          "its SHA-256 is " + Hashes.hex(bytes) + ", the digest names " + named.sha256());
      return;
    }
    Manifest manifest = Json.read(bytes, Manifest.class);
    manifests.read(manifest);
    beside(manifest);
  }

  /** What only the manifest names. */
  private void beside(Manifest manifest) {
    expected.add(new Expected(manifest.ids().key(), manifest.ids().sha256(), -1, null));
    manifest
        .deadLetters()
        .forEach(letter -> expected.add(new Expected(letter.key(), letter.sha256(), -1, null)));
  }

  private byte[] bytes(String key) throws IOException {
    try (var in = copy.open(key)) {
      return in.readAllBytes();
    }
  }

  /** Manifests that no digest names: of days that are open, late ones, or somebody else's. */
  private void unsealed() throws IOException {
    TreeMap<Long, Manifest> open = new TreeMap<>();
    TreeMap<Long, String> hashes = new TreeMap<>();
    String folder = Keys.manifests(prefix, source);
    for (String key : inventory.unnamed()) {
      if (key.startsWith(folder)) {
        inventory.take(key);
        byte[] bytes = bytes(key);
        trusted(key, bytes)
            .ifPresent(
                manifest -> {
                  if (open.putIfAbsent(manifest.sequence(), manifest) == null) {
                    hashes.put(manifest.sequence(), Hashes.hex(bytes));
                  } else {
                    findings.add(Kind.ADDED, key, "another manifest has its number");
                  }
                });
      }
    }
    open.forEach((sequence, manifest) -> open(manifest, hashes.get(sequence)));
  }

  private void open(Manifest manifest, String sha256) {
    String key = new Keys(prefix, manifest.window(), manifest.revision()).manifest();
    if (span.whole() && !manifests.continues(manifest)) {
      findings.add(Kind.ADDED, key, "it does not follow on the manifests that are there");
      return;
    }
    manifests.named(manifest.sequence(), key, sha256);
    manifests.read(manifest);
    beside(manifest);
    manifest
        .parts()
        .forEach(
            part -> expected.add(new Expected(part.key(), part.sha256(), part.records(), null)));
    findings.add(Kind.NOT_SEALED, manifest.window().date(), "not all of it is closed yet");
  }

  private Optional<Manifest> trusted(String key, byte[] bytes) {
    Manifest manifest;
    try {
      manifest = Json.read(bytes, Manifest.class);
      String own = new Keys(prefix, manifest.window(), manifest.revision()).manifest();
      if (!own.equals(key) || !manifest.source().equals(source)) {
        findings.add(Kind.MOVED, key, "it is the manifest " + own + " under another key");
        return Optional.empty();
      }
    } catch (IOException | RuntimeException e) {
      findings.add(Kind.ADDED, key, "it is no manifest");
      return Optional.empty();
    }
    boolean signed =
        ManifestSignature.of(bytes)
            .flatMap(
                signature ->
                    keys.flatMap(all -> all.find(signature.keyId()))
                        .filter(by -> by.validAt(manifest.createdAt()))
                        .filter(by -> by.revoked() == null)
                        .filter(signature::isOf))
            .isPresent();
    if (keys.isPresent() && !signed) {
      findings.add(
          Kind.ADDED, key, "no digest names it, and no key that is in use has signed it");
      return Optional.empty();
    }
    return Optional.of(manifest);
  }

  /** Whether the object can be read; what cannot is said, and is missing in its tally. */
  private boolean present(Expected object, long[] bytes) {
    Optional<ArchiveCopy.Stored> stored = inventory.take(object.key());
    if (stored.isPresent() && !stored.get().away()) {
      bytes[0] += stored.get().bytes();
      return true;
    }
    if (object.group() != null) {
      object.group().lacks(object);
    }
    if (stored.isPresent()) {
      findings.add(Kind.ARCHIVED_CLASS, object.key(), "restore it to have it looked at");
    } else if (Inventory.date(object.key()).filter(horizon::isAfter).isPresent()) {
      findings.add(
          Kind.EXPIRED,
          Inventory.date(object.key()).orElseThrow().toString(),
          "days before " + horizon + " were let go, as a signed link says");
    } else {
      lost(object);
    }
    return false;
  }

  private void lost(Expected object) {
    Optional<String> elsewhere = inventory.elsewhere(object.sha256());
    if (elsewhere.isPresent()) {
      findings.add(Kind.MOVED, object.key(), "it lies under " + elsewhere.get());
    } else {
      findings.add(Kind.REMOVED, object.key(), "it is not there");
    }
  }

  /** Each closed day is covered by windows and gaps, from its first to its last instant. */
  private void covered(List<Link> days) {
    Map<String, List<Digest>> byDay = new TreeMap<>();
    days.forEach(
        link ->
            byDay
                .computeIfAbsent(link.digest().day(), day -> new ArrayList<>())
                .add(link.digest()));
    byDay.forEach(
        (day, digests) -> {
          Instant begin = LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
          Instant covered = begin;
          for (Interval interval : intervals(digests)) {
            if (interval.from().isAfter(covered)) {
              missing(day, covered, interval.from());
            }
            covered = covered.isAfter(interval.to()) ? covered : interval.to();
          }
          Instant end = begin.plusSeconds(24 * 3600);
          if (covered.isBefore(end)) {
            missing(day, covered, end);
          }
          Digest last = digests.get(digests.size() - 1);
          last.gaps().forEach(gap -> findings.add(Kind.GAP, span(gap), said(gap)));
        });
    between(byDay);
  }

  private static List<Interval> intervals(List<Digest> digests) {
    return digests.stream()
        .flatMap(
            digest ->
                Stream.concat(
                    digest.manifests().stream()
                        .map(named -> new Interval(named.from(), named.to())),
                    digest.gaps().stream().map(gap -> new Interval(gap.from(), gap.to()))))
        .sorted(Comparator.comparing(Interval::from))
        .toList();
  }

  private void missing(String day, Instant from, Instant to) {
    findings.add(
        Kind.WINDOW_MISSING,
        day + ": " + from + " .. " + to,
        "neither a window nor a gap covers this time");
  }

  private static String span(Gap gap) {
    return gap.from() + " .. " + gap.to();
  }

  private static String said(Gap gap) {
    return gap.reason()
        + (gap.sentence() == null ? "" : ": " + gap.sentence())
        + (gap.acknowledgement() == null
            ? ""
            : " (noted by " + gap.acknowledgement().who() + ")");
  }

  private void between(Map<String, List<Digest>> byDay) {
    TreeSet<String> days = new TreeSet<>(byDay.keySet());
    if (days.isEmpty()) {
      return;
    }
    LocalDate last = LocalDate.parse(days.last());
    for (LocalDate day = LocalDate.parse(days.first());
        day.isBefore(last);
        day = day.plusDays(1)) {
      if (!days.contains(day.toString())) {
        findings.add(Kind.NOT_SEALED, day.toString(), "no digest closes this day");
      }
    }
  }

  private void leftovers() {
    String parquet = Keys.parquet(prefix, source);
    for (String key : inventory.unnamed()) {
      if (key.startsWith(parquet)) {
        findings.add(
            Kind.ADDED, key, "no digest names it, but whoever queries the folder would read it");
      } else {
        findings.add(Kind.ORPHAN, key, "no manifest names it");
      }
    }
  }
}
