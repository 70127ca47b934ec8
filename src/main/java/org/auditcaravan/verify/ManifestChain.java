package org.auditcaravan.verify;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.verify.Finding.Kind;

/** The manifests of a source by their numbers: each names the one before it. */
final class ManifestChain {
  private final Findings findings;
  private final TreeMap<Long, String> keys = new TreeMap<>();
  private final TreeMap<Long, String> hashes = new TreeMap<>();
  private final TreeMap<Long, String> previous = new TreeMap<>();
  private long newestSigned;

  ManifestChain(Findings findings) {
    this.findings = findings;
  }

  /** A manifest that a digest names, wherever it lies. */
  void named(long sequence, String key, String sha256) {
    keys.put(sequence, key);
    hashes.put(sequence, sha256);
  }

  /** What a manifest says of the one before it. */
  void read(Manifest manifest) {
    previous.put(manifest.sequence(), Objects.toString(manifest.previousSha256()));
  }

  /** Notes that a manifest of that number bears a signature. */
  void signed(long sequence) {
    newestSigned = Math.max(newestSigned, sequence);
  }

  /** Whether a manifest of an earlier number bears a signature. */
  boolean signedBefore(long sequence) {
    return newestSigned > 0 && newestSigned < sequence;
  }

  /** Whether a manifest that no digest names takes a free place behind one that is known. */
  boolean continues(Manifest manifest) {
    String before = hashes.get(manifest.sequence() - 1);
    return !keys.containsKey(manifest.sequence())
        && (manifest.sequence() == 1 || before != null)
        && Objects.equals(manifest.previousSha256(), before);
  }

  /** Compares the links that were read, and looks whether a number is missing. */
  void check() {
    for (Map.Entry<Long, String> link : previous.entrySet()) {
      String before = hashes.get(link.getKey() - 1);
      boolean first = link.getKey() == 1;
      if ((before != null || first) && !link.getValue().equals(Objects.toString(before))) {
        findings.add(
            Kind.MANIFESTS_REORDERED,
            keys.get(link.getKey()),
            "it does not follow on number " + (link.getKey() - 1) + " of the chain");
      }
    }
    long next = 1;
    for (long sequence : keys.keySet()) {
      if (sequence > next) {
        findings.add(
            Kind.REMOVED,
            "manifest number " + next + (sequence == next + 1 ? "" : " to " + (sequence - 1)),
            "no digest names it, and it is not in the archive");
      }
      next = sequence + 1;
    }
  }
}
