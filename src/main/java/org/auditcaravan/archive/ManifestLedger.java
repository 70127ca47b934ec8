package org.auditcaravan.archive;

import java.util.Optional;
import java.util.function.Function;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.WindowRead;

/**
 * What the commit needs of the ledger. Each call is one transaction, which checks the claim's
 * fencing number and throws when it is not current.
 */
public interface ManifestLedger {

  /**
   * The place of a manifest in its source's chain.
   *
   * @param sequence the manifest's own number, 1 for the first of the source
   * @param previousSha256 the SHA-256 of the manifest before it, or null for the first
   */
  record Place(long sequence, String previousSha256) {}

  /**
   * A manifest that is promised to the chain, but perhaps not in the archive yet.
   *
   * @param key its key
   * @param bytes its exact bytes
   */
  record Promise(String key, byte[] bytes) {}

  /** The promise that waits to be finished for this claim's window and revision, if any. */
  Optional<Promise> pending(Claim claim);

  /**
   * Promises the read's manifest, with its exact bytes, to the source's chain.
   *
   * @param manifest makes the bytes for the place at the chain's head; it does not wait for
   *     anything
   */
  Promise reserve(WindowRead read, String key, Function<Place, byte[]> manifest);

  /** Records the window as committed, moves the head, and ends the promise. */
  void confirm(Claim claim, Promise promise);

  /** Ends the promise of a manifest that cannot be created. */
  void drop(Claim claim, Promise promise);

  /** Ends the promise, and records in its place the manifest that was already there. */
  void adopt(Claim claim, Promise promise, StoredManifest found);
}
