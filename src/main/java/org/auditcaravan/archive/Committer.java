package org.auditcaravan.archive;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.auditcaravan.window.WindowRead;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The bean {@code commit}: the steps that turn a complete read into a committed window. Reserve,
 * create, confirm, in this order: a crash before the reservation means that the window is read
 * again, one after it that the reservation is finished.
 */
@Singleton
@Named("commit")
public class Committer {
  /** Two calls of the archive, each with all of its retries. */
  private static final Duration LONGEST_TURN = Duration.ofMinutes(30);

  private final Archive archive;
  private final ArchiveReader reader;
  private final ConditionProbe probe;
  private final Manifests manifests;
  private final ManifestLedger ledger;

  /** A semaphore, not a lock: Camel may end an exchange on another thread than it began. */
  private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();

  public Committer(
      Archive archive,
      ArchiveReader reader,
      ConditionProbe probe,
      Manifests manifests,
      ManifestLedger ledger) {
    this.archive = archive;
    this.reader = reader;
    this.probe = probe;
    this.manifests = manifests;
    this.ledger = ledger;
  }

  /**
   * Waits until no other window of the source is being committed by this process.
   *
   * @throws IOException when that takes longer than any commit may
   * @throws PromiseKept when this read's manifest was promised, and finished by somebody else
   */
  public Commit begin(@Variable("read") WindowRead read) throws InterruptedException, IOException {
    Semaphore turn = turn(read.source().name());
    if (!turn.tryAcquire(LONGEST_TURN.toMinutes(), TimeUnit.MINUTES)) {
      throw new IOException(
          "another commit of source " + read.source().name() + " took more than " + LONGEST_TURN);
    }
    try {
      Optional<ManifestLedger.Promise> pending = ledger.pending(read.claim());
      if (pending.isEmpty() && read.reservation().isPresent()) {
        throw new PromiseKept(read.reservation().get().key());
      }
      return new Commit(read, archive.place(read.source()), pending.orElse(null));
    } catch (RuntimeException e) {
      turn.release();
      throw e;
    }
  }

  private Semaphore turn(String source) {
    return turns.computeIfAbsent(source, name -> new Semaphore(1, true));
  }

  /**
   * Refuses a read whose books do not balance. A promised manifest was judged when it was promised.
   *
   * @throws CommitRefused when something is missing
   */
  public void balance(@Variable("commit") Commit commit) {
    if (commit.promised()) {
      return;
    }
    WindowRead read = commit.read();
    if (read.hasNext()) {
      throw refused(read, "the vendor still has pages that were not read");
    }
    if (!archive.receipt(read)) {
      throw refused(
          read, "the archive has not acknowledged all of its files; keep sink-s3 before commit");
    }
    if (read.events().missing() != 0 || read.records().missing() != 0) {
      throw refused(
          read,
          "its books do not balance: of "
              + read.events().received()
              + " events "
              + read.events().missing()
              + " and of "
              + read.records().received()
              + " records "
              + read.records().missing()
              + " are unaccounted for; look for a step in the routes that drops messages");
    }
  }

  private static CommitRefused refused(WindowRead read, String reason) {
    return new CommitRefused(
        "window "
            + read.window().name()
            + " of source "
            + read.window().source()
            + " is not committed, because "
            + reason);
  }

  /**
   * Promises the manifest to the chain, unless that was done before a crash.
   *
   * @throws ManifestAdopted when the bucket does not honour conditions and has another manifest
   */
  public void reserve(@Variable("commit") Commit commit) throws IOException {
    boolean honoured = probe.honoured(commit.place());
    if (!commit.promised()) {
      WindowRead read = commit.read();
      String key = read.spool().keys().manifest();
      commit.promise(ledger.reserve(read, key, place -> manifests.bytes(read, place)));
    }
    if (!honoured) {
      // The put that follows would overwrite what is there, so the only chance to see it is now.
      present(commit);
    }
  }

  /**
   * Looks what stands where a put of the manifest failed: after a 412, or after a connection that
   * was dropped. Our own bytes are a success.
   *
   * @throws ManifestAdopted when another manifest is there; it has taken this one's place
   * @throws SdkException the failure of the put, when nothing is there
   */
  public void compare(
      @Variable("commit") Commit commit,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) SdkException failure)
      throws IOException {
    try {
      if (present(commit)) {
        return;
      }
    } catch (SdkException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }

  /** Whether the archive has our manifest; another one is adopted. */
  private boolean present(Commit commit) throws IOException {
    Optional<byte[]> found = reader.bytes(commit.place(), commit.key());
    if (found.isEmpty()) {
      return false;
    }
    if (Arrays.equals(found.get(), commit.bytes())) {
      return true;
    }
    throw adopted(commit, found.get());
  }

  private RuntimeException adopted(Commit commit, byte[] found) throws IOException {
    Manifest promised = Json.read(commit.bytes(), Manifest.class);
    try {
      Manifest other = Json.read(found, Manifest.class);
      if (promised.source().equals(other.source())
          && promised.from().equals(other.from())
          && promised.to().equals(other.to())
          && promised.revision() == other.revision()) {
        StoredManifest stored = new StoredManifest(commit.key(), Hashes.hex(found), other);
        ledger.adopt(commit.read().claim(), commit.promise(), stored);
        return new ManifestAdopted(commit.key());
      }
    } catch (IOException e) {
      // Not a manifest at all: the same answer as for a manifest of something else.
    }
    ledger.drop(commit.read().claim(), commit.promise());
    commit.read().reserved(null);
    return new CommitRefused(
        "the object "
            + commit.key()
            + " in bucket "
            + commit.place().bucket()
            + " is not the manifest that its key says: find out who wrote it, and move it away");
  }

  /** Records the window as committed, after its manifest was created. */
  public void confirm(@Variable("commit") Commit commit) {
    ledger.confirm(commit.read().claim(), commit.promise());
    commit.read().committed();
  }

  /**
   * Lets the next window of the source be committed. It does nothing if the commit never began, or
   * has ended: an exchange may still carry an earlier one.
   */
  public void end(@Variable("commit") Commit commit) {
    if (commit != null && commit.end()) {
      turn(commit.read().source().name()).release();
    }
  }
}
