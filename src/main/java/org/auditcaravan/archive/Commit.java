package org.auditcaravan.archive;

import org.auditcaravan.window.WindowRead;

/**
 * One commit under way: the routes carry it in the variable {@code commit}. It is used by one
 * thread at a time.
 */
public final class Commit {
  private final WindowRead read;
  private final ArchivePlace place;
  private ManifestLedger.Promise promise;

  Commit(WindowRead read, ArchivePlace place, ManifestLedger.Promise pending) {
    this.read = read;
    this.place = place;
    this.promise = pending;
  }

  WindowRead read() {
    return read;
  }

  ArchivePlace place() {
    return place;
  }

  /** Whether the manifest's bytes are settled, by this commit or by one that a crash ended. */
  boolean promised() {
    return promise != null;
  }

  void promise(ManifestLedger.Promise made) {
    promise = made;
  }

  ManifestLedger.Promise promise() {
    return promise;
  }

  /** The manifest's key. */
  public String key() {
    return promise.key();
  }

  /** The manifest's exact bytes. */
  public byte[] bytes() {
    return promise.bytes();
  }
}
