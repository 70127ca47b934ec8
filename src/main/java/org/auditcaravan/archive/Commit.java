package org.auditcaravan.archive;

import java.util.concurrent.atomic.AtomicBoolean;
import org.auditcaravan.window.WindowRead;

/**
 * One commit under way: the routes carry it in the variable {@code commit}. It is used by one
 * thread at a time.
 */
public final class Commit {
  private final WindowRead read;
  private final ArchivePlace place;
  private final AtomicBoolean ended = new AtomicBoolean();
  private ManifestLedger.Promise promise;

  Commit(WindowRead read, ArchivePlace place, ManifestLedger.Promise pending) {
    this.read = read;
    this.place = place;
    this.promise = pending;
  }

  /** Says once, and never again, that this commit is over. */
  boolean end() {
    return ended.compareAndSet(false, true);
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

  /** The bucket of the source's archive. */
  public String bucket() {
    return place.bucket();
  }

  /** The registry's name of the S3 client of the source's archive. */
  public String client() {
    return S3Clients.beanName(place);
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
