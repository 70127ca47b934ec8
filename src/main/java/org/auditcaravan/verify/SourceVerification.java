package org.auditcaravan.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.seal.Digest.ManifestName;
import org.auditcaravan.seal.Head;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.DigestChain.Link;
import org.auditcaravan.verify.Finding.Kind;

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
    OpenManifests open = new OpenManifests(copy, prefix, source, keys, manifests, findings);
    open.read(inventory, span.whole()).forEach(this::open);
    manifests.check(span.whole());
    new JournalCheck(copy, prefix, source, keys, findings)
        .run(links.stream().map(Link::digest).toList());
    new DayCover(findings).check(days.stream().map(Link::digest).toList());
    ObjectCheck check = new ObjectCheck(copy, scratch, findings);
    long[] bytes = new long[1];
    // All of them first: what another one names was not moved there.
    expected.forEach(object -> inventory.take(object.key()));
    List<Expected> there = expected.stream().filter(object -> present(object, bytes)).toList();
    workers.run(source, there, check::run);
    tallies.forEach(tally -> tally.close(findings));
    leftovers();
    new Versions(copy, prefix, source, findings)
        .explain(expected, days, day -> span.holds(day) && !day.isBefore(horizon));
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
    byte[] bytes = copy.bytes(named.key());
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

  private void open(Manifest manifest) {
    beside(manifest);
    manifest
        .parts()
        .forEach(
            part -> expected.add(new Expected(part.key(), part.sha256(), part.records(), null)));
  }

  /** What only the manifest names. */
  private void beside(Manifest manifest) {
    expected.add(new Expected(manifest.ids().key(), manifest.ids().sha256(), -1, null));
    manifest
        .deadLetters()
        .forEach(letter -> expected.add(new Expected(letter.key(), letter.sha256(), -1, null)));
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
