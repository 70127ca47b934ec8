package org.auditcaravan.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.verify.ArchiveCopy.Version;
import org.auditcaravan.verify.DigestChain.Link;
import org.auditcaravan.verify.Finding.Kind;

/**
 * What a bucket with versions still has below what was laid over an object: the archive's own
 * objects are created once, so that a delete marker, or a newer version with other bytes, is
 * somebody else's.
 */
final class Versions {
  private static final Set<Kind> GONE = Set.of(Kind.REMOVED);
  private static final Set<Kind> OTHER = Set.of(Kind.CHANGED, Kind.MANIFEST_REPLACED);

  private final ArchiveCopy copy;
  private final String prefix;
  private final String source;
  private final Findings findings;

  Versions(ArchiveCopy copy, String prefix, String source, Findings findings) {
    this.copy = copy;
    this.prefix = prefix;
    this.source = source;
    this.findings = findings;
  }

  /**
   * Says what was laid over objects, in the place of what was found without a look at versions.
   *
   * @param expected what digests and open manifests name
   * @param links the digests, which name manifests
   * @param journal the SHA-256 of entries of the journal, by key
   * @param asked whether a UTC day is looked at, and was not let go
   */
  void explain(
      Collection<Expected> expected,
      List<Link> links,
      Map<String, String> journal,
      Predicate<LocalDate> asked) {
    Map<String, String> named = new HashMap<>(journal);
    expected.forEach(object -> named.put(object.key(), object.sha256()));
    links.forEach(
        link ->
            link.digest()
                .manifests()
                .forEach(manifest -> named.put(manifest.key(), manifest.sha256())));
    Predicate<String> kept = key -> Inventory.date(key).map(asked::test).orElse(true);
    // What no manifest names may be cleared away: nobody misses an orphan.
    for (String folder :
        List.of(
            Keys.records(prefix, source),
            Keys.ids(prefix, source),
            Keys.deadLetters(prefix, source))) {
      explain(folder, named, kept.and(named::containsKey));
    }
    for (String folder :
        List.of(
            Keys.manifests(prefix, source),
            Keys.parquet(prefix, source),
            Keys.digests(prefix, source),
            Keys.journal(prefix, source))) {
      explain(folder, named, kept);
    }
  }

  private void explain(String folder, Map<String, String> named, Predicate<String> asked) {
    Map<String, List<Version>> byKey = new TreeMap<>();
    try {
      for (Version version : copy.versions(folder)) {
        byKey.computeIfAbsent(version.key(), key -> new ArrayList<>()).add(version);
      }
      for (Map.Entry<String, List<Version>> one : byKey.entrySet()) {
        if (asked.test(one.getKey())) {
          explain(one.getKey(), one.getValue(), Optional.ofNullable(named.get(one.getKey())));
        }
      }
    } catch (IOException e) {
      findings.add(Kind.NOT_CHECKED, folder, "its versions cannot be looked at: " + e.getMessage());
    }
  }

  /**
   * @param versions those of one key, newest first
   */
  private void explain(String key, List<Version> versions, Optional<String> sha256)
      throws IOException {
    Version newest = versions.get(0);
    List<Version> bytes = versions.stream().filter(version -> !version.marker()).toList();
    if (newest.marker()) {
      findings.replace(
          GONE,
          new Finding(
              Kind.DELETE_MARKER,
              key,
              "a delete marker of " + newest.time() + " hides it; " + below(bytes, sha256)));
    } else if (bytes.size() > 1 && !original(newest, bytes, sha256)) {
      findings.replace(
          OTHER,
          new Finding(
              Kind.NEWER_VERSION,
              key,
              "a version of "
                  + newest.time()
                  + " with other bytes lies over it; "
                  + below(bytes.subList(1, bytes.size()), sha256)));
    }
  }

  /** Whether the newest version has the bytes that are named, or else those of the first one. */
  private boolean original(Version newest, List<Version> bytes, Optional<String> sha256)
      throws IOException {
    Version first = bytes.get(bytes.size() - 1);
    if (newest.sameAs(first) && sha256.isEmpty()) {
      return true;
    }
    return sha256(newest).equals(sha256.isPresent() ? sha256.get() : sha256(first));
  }

  private String below(List<Version> bytes, Optional<String> sha256) throws IOException {
    for (int i = bytes.size() - 1; i >= 0; i--) {
      Version version = bytes.get(i);
      if (sha256.isEmpty()) {
        return "its first version " + version.id() + " of " + version.time() + " is still there";
      }
      if (sha256(version).equals(sha256.get())) {
        return "the original version " + version.id() + " of " + version.time() + " is still there";
      }
    }
    return "no version below is the original";
  }

  private String sha256(Version version) throws IOException {
    MessageDigest digest = Hashes.sha256();
    try (InputStream in = new DigestInputStream(copy.open(version), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Hashes.hex(digest);
  }
}
