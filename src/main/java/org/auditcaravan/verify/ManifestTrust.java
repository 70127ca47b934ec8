package org.auditcaravan.verify;

import java.util.Optional;
import org.auditcaravan.archive.Manifest;
import org.auditcaravan.archive.ManifestSignature;
import org.auditcaravan.sign.PublicKey;
import org.auditcaravan.sign.PublicKeys;

/**
 * What a manifest's own signature is worth.
 *
 * @param keys the keys that are trusted; without them every manifest is
 */
record ManifestTrust(Optional<PublicKeys> keys) {
  /** What it is worth. */
  enum Worth {
    GOOD,
    NONE,
    /** Made before the key was revoked, as the manifest itself says. */
    BEFORE_REVOCATION,
    BAD
  }

  Worth worth(Manifest manifest, byte[] bytes) {
    if (keys.isEmpty()) {
      return Worth.GOOD;
    }
    Optional<ManifestSignature> signature = ManifestSignature.of(bytes);
    if (signature.isEmpty()) {
      return manifest.signature() == null ? Worth.NONE : Worth.BAD;
    }
    Optional<PublicKey> key =
        keys.get()
            .find(signature.get().keyId())
            .filter(by -> by.validAt(manifest.createdAt()))
            .filter(signature.get()::isOf);
    if (key.isEmpty()) {
      return Worth.BAD;
    }
    if (key.get().revoked() == null) {
      return Worth.GOOD;
    }
    return manifest.createdAt().isBefore(key.get().revoked()) ? Worth.BEFORE_REVOCATION : Worth.BAD;
  }

  /** Whether it was made before there was a key, and not before its window was over. */
  boolean older(Manifest manifest) {
    return keys.filter(all -> all.allAfter(manifest.createdAt())).isPresent()
        && !manifest.createdAt().isBefore(manifest.to());
  }
}
