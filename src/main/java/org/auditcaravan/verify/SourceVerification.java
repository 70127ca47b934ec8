package org.auditcaravan.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.IdListObject;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.Part;
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
  private final Set<String> openDays = new HashSet<>();
  private final Fetch fetch;
  private Inventory inventory;
  private NamedObjects named;

  SourceVerification(
      ArchiveCopy copy, String prefix, String source, Span span, Optional<PublicKeys> keys) {
    this.copy = copy;
    this.prefix = prefix;
    this.source = source;
    this.span = span;
    this.keys = keys;
    this.fetch = new Fetch(copy, findings);
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
    inventory = Inventory.of(copy, prefix, source, span);
    named = new NamedObjects(inventory, chain.horizon(), findings);
    links.forEach(this::named);
    List<Link> days = links.stream().filter(this::asked).toList();
    List<Digest> digests = links.stream().map(Link::digest).toList();
    days.forEach(this::link);
    new OpenManifests(copy, prefix, source, keys, manifests, findings)
        .read(inventory).stream().filter(this::asked).forEach(this::open);
    manifests.check();
    JournalCheck journal = new JournalCheck(copy, prefix, source, keys, findings);
    Map<String, String> entries = journal.run(digests);
    new DayCover(findings).check(days.stream().map(Link::digest).toList());
    ObjectCheck check = new ObjectCheck(copy, scratch, findings);
    // All of them first: what another one names was not moved there.
    expected.forEach(object -> inventory.take(object.key()));
    List<Expected> there = expected.stream().filter(named::present).toList();
    workers.run(source, there, check::run);
    tallies.forEach(tally -> tally.close(findings));
    new Leftovers(
            copy, prefix, source, digests, chain.whole(), openDays, journal.givenUp(), findings)
        .say(inventory.unnamed());
    new Versions(copy, prefix, source, findings)
        .explain(expected, days, entries, day -> span.holds(day) && !day.isBefore(chain.horizon()));
    return new Verdict(
        source,
        links.size(),
        days.stream().map(link -> link.digest().day()).distinct().count(),
        there.size(),
        named.bytes(),
        tallies.stream().mapToLong(Tally::lines).sum(),
        tallies.stream().mapToLong(Tally::parquet).sum(),
        findings.sorted());
  }

  private void named(Link link) {
    link.digest()
        .manifests()
        .forEach(
            named -> {
              manifests.named(named.sequence(), named.key(), named.sha256());
              inventory.take(named.key());
            });
  }

  private boolean asked(Link link) {
    return link.digest().day() != null && span.holds(LocalDate.parse(link.digest().day()));
  }

  private boolean asked(Manifest manifest) {
    return span.holds(LocalDate.parse(manifest.window().date()));
  }

  private void link(Link link) {
    Digest digest = link.digest();
    Tally tally = new Tally(link.key(), digest);
    tallies.add(tally);
    Set<Part> parts = new HashSet<>(digest.parts());
    for (ManifestName named : digest.manifests()) {
      if (this.named.present(expected(named))) {
        manifest(named, link, parts);
      }
    }
    digest.parts().forEach(part -> expected.add(expected(part, tally)));
    digest
        .parquet()
        .forEach(
            file ->
                expected.add(
                    new Expected(file.key(), file.sha256(), file.bytes(), file.records(), tally)));
  }

  private static Expected expected(ManifestName named) {
    // Its length is no matter: a manifest that was replaced is named as such.
    return new Expected(named.key(), named.sha256(), -1, -1, null);
  }

  private static Expected expected(Part part, Tally tally) {
    return new Expected(part.key(), part.sha256(), part.bytes(), part.records(), tally);
  }

  private void manifest(ManifestName named, Link link, Set<Part> parts) {
    Optional<byte[]> found = fetch.bytes(named.key(), Fetch.LONGEST);
    if (found.isEmpty()) {
      return;
    }
    byte[] bytes = found.get();
    if (!Hashes.hex(bytes).equals(named.sha256())) {
      findings.add(
          Kind.MANIFEST_REPLACED,
          named.key(),
          "its SHA-256 is " + Hashes.hex(bytes) + ", the digest names " + named.sha256());
      return;
    }
    try {
      Manifest manifest = Manifest.read(bytes).placed(prefix);
      manifests.read(manifest);
      if (manifest.signature() != null) {
        manifests.signed(manifest.sequence());
      }
      if (!parts.containsAll(manifest.parts())) {
        findings.add(
            Kind.CHANGED,
            link.key(),
            "its parts are not those that the manifest " + named.key() + " names");
      }
      beside(manifest);
    } catch (IOException e) {
      findings.add(Kind.CHANGED, named.key(), "it is no manifest: " + e.getMessage());
    }
  }

  private void open(Manifest manifest) {
    String date = manifest.window().date();
    findings.add(Kind.NOT_SEALED, date, "not all of it is closed yet");
    if (!manifest.parts().isEmpty()) {
      openDays.add(date);
    }
    beside(manifest);
    manifest.parts().forEach(part -> expected.add(expected(part, null)));
  }

  /** What only the manifest names. */
  private void beside(Manifest manifest) {
    IdListObject ids = manifest.ids();
    expected.add(new Expected(ids.key(), ids.sha256(), ids.bytes(), -1, null));
    manifest
        .deadLetters()
        .forEach(
            letter ->
                expected.add(
                    new Expected(letter.key(), letter.sha256(), letter.bytes(), -1, null)));
  }
}
