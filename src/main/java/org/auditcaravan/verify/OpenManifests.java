package org.auditcaravan.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.Finding.Kind;
import org.auditcaravan.verify.ManifestTrust.Worth;

/** Manifests that no digest names: of days that are open, late ones, or somebody else's. */
final class OpenManifests {
  private final String prefix;
  private final String source;
  private final ManifestTrust trust;
  private final ManifestChain chain;
  private final Findings findings;
  private final Fetch fetch;

  /** A manifest as it was found. */
  private record Found(String key, String sha256, Manifest manifest, Worth worth) {}

  /**
   * @param chain the manifests that digests name; it goes on with the ones that are found
   */
  OpenManifests(
      ArchiveCopy copy,
      String prefix,
      String source,
      Optional<PublicKeys> keys,
      ManifestChain chain,
      Findings findings) {
    this.prefix = prefix;
    this.source = source;
    this.trust = new ManifestTrust(keys);
    this.chain = chain;
    this.findings = findings;
    this.fetch = new Fetch(copy, findings);
  }

  /** Those that can be trusted, in the order of their numbers. */
  List<Manifest> read(Inventory inventory) {
    Map<Long, Found> open = new TreeMap<>();
    for (String key : inventory.unnamed()) {
      if (key.startsWith(Keys.manifests(prefix, source))) {
        inventory.take(key);
        own(key).ifPresent(found -> add(open, found));
      }
    }
    List<Found> following = new ArrayList<>();
    for (Found found : open.values()) {
      if (chain.continues(found.manifest())) {
        chain.named(found.manifest().sequence(), found.key(), found.sha256());
        chain.read(found.manifest());
        following.add(found);
      } else if (!inventory.fresh(found.key())) {
        findings.add(Kind.ADDED, found.key(), "it does not follow on the manifests that are there");
      }
    }
    return vouched(following);
  }

  private void add(Map<Long, Found> open, Found found) {
    Found other = open.putIfAbsent(found.manifest().sequence(), found);
    if (other != null) {
      boolean better = found.worth() == Worth.GOOD && other.worth() != Worth.GOOD;
      findings.add(Kind.ADDED, (better ? other : found).key(), "another manifest has its number");
      if (better) {
        open.put(found.manifest().sequence(), found);
      }
    }
  }

  private Optional<Found> own(String key) {
    Optional<byte[]> bytes = fetch.bytes(key, Fetch.LONGEST);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      Manifest manifest = Manifest.read(bytes.get()).placed(prefix);
      String right = new Keys(prefix, manifest.window(), manifest.revision()).manifest();
      if (!right.equals(key) || !manifest.source().equals(source)) {
        findings.add(Kind.MOVED, key, "it is the manifest " + right + " under another key");
        return Optional.empty();
      }
      Worth worth = trust.worth(manifest, bytes.get());
      if (worth == Worth.BAD) {
        findings.add(Kind.ADDED, key, "no digest names it, and no key that is in use signed it");
        return Optional.empty();
      }
      return Optional.of(new Found(key, Hashes.hex(bytes.get()), manifest, worth));
    } catch (IOException e) {
      findings.add(Kind.ADDED, key, "it is no manifest");
      return Optional.empty();
    }
  }

  /** Each manifest names the hash of the one before it: a signature vouches for all before it. */
  private List<Manifest> vouched(List<Found> following) {
    long newest =
        following.stream()
            .filter(found -> found.worth() == Worth.GOOD)
            .map(found -> found.manifest().sequence())
            .max(Comparator.naturalOrder())
            .orElse(0L);
    List<Manifest> vouched = new ArrayList<>();
    for (Found found : following) {
      Manifest manifest = found.manifest();
      if (manifest.sequence() <= newest) {
        vouched.add(manifest);
      } else if (newest == 0
          && found.worth() == Worth.NONE
          && trust.older(manifest)
          && !chain.signedBefore(manifest.sequence())) {
        findings.add(
            Kind.BEFORE_KEYS, found.key(), "it is older than every key; no signed one follows yet");
        vouched.add(manifest);
      } else if (found.worth() == Worth.NONE) {
        findings.add(
            Kind.ADDED,
            found.key(),
            "no digest names it, and neither it nor a later one is signed; if it is older than the"
                + " keys, say valid-from in their files");
      } else {
        findings.add(
            Kind.KEY_REVOKED,
            found.key(),
            "it is signed by a revoked key, and no later one by another key vouches for it");
      }
    }
    return vouched;
  }
}
