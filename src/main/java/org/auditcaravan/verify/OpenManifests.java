package org.auditcaravan.verify;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.Keys;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.ManifestSignature;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.Finding.Kind;

/** Manifests that no digest names: of days that are open, late ones, or somebody else's. */
final class OpenManifests {
  private final ArchiveCopy copy;
  private final String prefix;
  private final String source;
  private final Optional<PublicKeys> keys;
  private final ManifestChain chain;
  private final Findings findings;

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
    this.copy = copy;
    this.prefix = prefix;
    this.source = source;
    this.keys = keys;
    this.chain = chain;
    this.findings = findings;
  }

  /**
   * Those that can be trusted, in the order of their numbers.
   *
   * @param whole whether all manifests before them are known
   */
  List<Manifest> read(Inventory inventory, boolean whole) throws IOException {
    Map<Long, Manifest> open = new TreeMap<>();
    Map<Long, String> hashes = new TreeMap<>();
    for (String key : inventory.unnamed()) {
      if (key.startsWith(Keys.manifests(prefix, source))) {
        inventory.take(key);
        byte[] bytes = copy.bytes(key);
        Optional<Manifest> manifest = own(key, bytes).filter(one -> signed(key, one, bytes));
        if (manifest.isPresent()) {
          if (open.putIfAbsent(manifest.get().sequence(), manifest.get()) == null) {
            hashes.put(manifest.get().sequence(), Hashes.hex(bytes));
          } else {
            findings.add(Kind.ADDED, key, "another manifest has its number");
          }
        }
      }
    }
    return open.values().stream()
        .filter(manifest -> follows(manifest, hashes.get(manifest.sequence()), whole))
        .toList();
  }

  private boolean follows(Manifest manifest, String sha256, boolean whole) {
    String key = key(manifest);
    if (whole && !chain.continues(manifest)) {
      findings.add(Kind.ADDED, key, "it does not follow on the manifests that are there");
      return false;
    }
    chain.named(manifest.sequence(), key, sha256);
    chain.read(manifest);
    findings.add(Kind.NOT_SEALED, manifest.window().date(), "not all of it is closed yet");
    return true;
  }

  private Optional<Manifest> own(String key, byte[] bytes) {
    try {
      Manifest manifest = Json.read(bytes, Manifest.class);
      if (key(manifest).equals(key) && manifest.source().equals(source)) {
        return Optional.of(manifest);
      }
      findings.add(Kind.MOVED, key, "it is the manifest " + key(manifest) + " under another key");
    } catch (IOException | RuntimeException e) {
      findings.add(Kind.ADDED, key, "it is no manifest");
    }
    return Optional.empty();
  }

  private String key(Manifest manifest) {
    return new Keys(prefix, manifest.window(), manifest.revision()).manifest();
  }

  private boolean signed(String key, Manifest manifest, byte[] bytes) {
    boolean signed =
        keys.isEmpty()
            || ManifestSignature.of(bytes)
                .filter(
                    signature ->
                        keys.get()
                            .find(signature.keyId())
                            .filter(by -> by.validAt(manifest.createdAt()))
                            .filter(by -> by.revoked() == null)
                            .filter(signature::isOf)
                            .isPresent())
                .isPresent();
    if (!signed) {
      findings.add(Kind.ADDED, key, "no digest names it, and no key that is in use has signed it");
    }
    return signed;
  }
}
