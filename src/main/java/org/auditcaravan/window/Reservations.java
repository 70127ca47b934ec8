package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * One reservation a source: the bytes of the manifest that comes next in the chain. Because they
 * are settled before the manifest is created, a crash cannot fork the chain.
 */
public final class Reservations {
  private final Store store;

  Reservations(Store store) {
    this.store = store;
  }

  /**
   * Settles the exact bytes of the window's next manifest. The same call again, under the same
   * claim, gives the same reservation.
   *
   * @param bytes makes the manifest for its place in the chain; it is called inside the
   *     transaction, so it must be quick
   * @throws Unbalanced when the archive's books do not balance
   * @throws ReservationPending when another window of the source is being committed
   * @throws LeaseLost when the fencing number is not current: no manifest may be created
   */
  public Reservation reserve(
      Claim claim, Outcome outcome, String manifestKey, Function<Head, byte[]> bytes) {
    if (!outcome.balanced()) {
      throw new Unbalanced(claim.window(), outcome);
    }
    return store.write(
        claim,
        handle -> {
          Optional<Reservation> other = find(handle, claim.window().source());
          if (other.isPresent()) {
            return other
                .filter(own -> own.windowId() == claim.id() && own.fencing() == claim.fencing())
                .orElseThrow(
                    () -> new ReservationPending(claim.window().source(), other.get().key()));
          }
          if (store.window(handle, claim.id()).manifests() != claim.revision()) {
            throw new IllegalStateException(
                "revision " + claim.revision() + " of " + claim.window().name() + " exists");
          }
          return insert(handle, claim, outcome, manifestKey, bytes);
        });
  }

  private Reservation insert(
      Handle handle, Claim claim, Outcome outcome, String key, Function<Head, byte[]> bytes) {
    SourceRow source = store.source(handle, claim.window().source()).orElseThrow();
    Head head = new Head(source.headSequence() + 1, source.headSha256());
    byte[] manifest = bytes.apply(head);
    Reservation made =
        new Reservation(
            claim.id(),
            claim.window(),
            claim.revision(),
            claim.fencing(),
            head.sequence(),
            key,
            manifest,
            Json.sha256(manifest),
            outcome);
    handle
        .createUpdate(
            """
            INSERT INTO reservations (source, window_id, revision, fencing, sequence, manifest_key,
              manifest, sha256, outcome)
            VALUES (:source, :window, :revision, :fencing, :sequence, :key, :manifest, :sha256,
              :outcome)
            """)
        .bind("source", source.name())
        .bind("window", made.windowId())
        .bind("revision", made.revision())
        .bind("fencing", made.fencing())
        .bind("sequence", made.sequence())
        .bind("key", key)
        .bind("manifest", manifest)
        .bind("sha256", made.sha256())
        .bind("outcome", Json.write(outcome))
        .execute();
    return made;
  }

  /** The reservation that waits to be finished, if any. */
  public Optional<Reservation> pending(String source) {
    return store.read(handle -> find(handle, source));
  }

  static Optional<Reservation> find(Handle handle, String source) {
    return handle
        .createQuery(
            """
            SELECT r.*, w.from_at, w.to_at
            FROM reservations r JOIN windows w ON w.id = r.window_id
            WHERE r.source = :source
            """)
        .bind("source", source)
        .map(
            (rs, ctx) ->
                new Reservation(
                    rs.getLong("window_id"),
                    new Window(
                        source, Micros.at(rs.getLong("from_at")), Micros.at(rs.getLong("to_at"))),
                    rs.getInt("revision"),
                    rs.getLong("fencing"),
                    rs.getLong("sequence"),
                    rs.getString("manifest_key"),
                    rs.getBytes("manifest"),
                    rs.getString("sha256"),
                    Json.read(rs.getString("outcome"), Outcome.class)))
        .findOne();
  }

  /**
   * Makes an earlier holder's reservation one's own, so as to finish it.
   *
   * @throws LeaseLost when the fencing number is not current
   */
  public Optional<Reservation> takeOver(String source, long fencing) {
    return store.write(
        source,
        fencing,
        handle -> {
          handle
              .createUpdate("UPDATE reservations SET fencing = :fencing WHERE source = :source")
              .bind("fencing", fencing)
              .bind("source", source)
              .execute();
          return find(handle, source);
        });
  }

  /**
   * Commits the window, after its manifest was created with the reserved bytes: the row, the head
   * of the chain, what each sink owes, the next recheck and the end of the reservation, all at
   * once. The same call again does nothing.
   *
   * @param delays when windows are rechecked, counted from their end
   * @throws LeaseLost when the fencing number is not current
   */
  public void commit(Reservation reservation, long fencing, Instant now, List<Duration> delays) {
    String source = reservation.window().source();
    store.run(
        source,
        fencing,
        handle -> {
          if (Manifests.has(handle, reservation)) {
            return;
          }
          own(handle, reservation, fencing);
          WindowRow row = store.window(handle, reservation.windowId());
          // Who finishes what another left behind has nothing in its spool to deliver from.
          boolean delivers = row.state() == WindowState.RUNNING && row.fencing() == fencing;
          Instant catchUp = delivers ? now.plus(Manifests.HEAD_START) : now;
          Manifests.insert(handle, Adopted.of(reservation), row.window(), row.id(), now, catchUp);
          Manifests.head(handle, source, reservation.sequence(), reservation.sha256());
          remove(handle, source);
          Manifests.committed(handle, row, reservation.outcome(), now, delays);
        });
  }

  /**
   * Ends a reservation without a manifest of its own.
   *
   * @throws LeaseLost when the fencing number is not current
   */
  public void drop(Reservation reservation, long fencing) {
    store.run(
        reservation.window().source(),
        fencing,
        handle -> {
          own(handle, reservation, fencing);
          remove(handle, reservation.window().source());
        });
  }

  /**
   * Drops a reservation and records the manifest that was already there in its place, all at once.
   * The window is due to be read again, for what that manifest lacks.
   *
   * @throws LeaseLost when the fencing number is not current
   */
  public void adopt(Reservation reservation, Adopted found, long fencing, Instant now) {
    store.run(
        reservation.window().source(),
        fencing,
        handle -> {
          own(handle, reservation, fencing);
          remove(handle, reservation.window().source());
          Manifests.adopt(handle, store.window(handle, reservation.windowId()), found, now);
        });
  }

  /**
   * The same for a window that is being read: its own reservation, if it has one, is dropped.
   *
   * @return the claim with which the read goes on, one revision further
   * @throws LeaseLost when the fencing number is not current
   */
  public Claim adopt(Claim claim, Adopted found, Instant now) {
    return store.write(
        claim,
        handle -> {
          String source = claim.window().source();
          find(handle, source)
              .filter(reservation -> reservation.windowId() == claim.id())
              .ifPresent(reservation -> remove(handle, source));
          Instant recheck = Manifests.adopt(handle, store.window(handle, claim.id()), found, now);
          return new Claim(
              claim.id(),
              claim.window(),
              found.revision() + 1,
              claim.fencing(),
              claim.scope(),
              claim.attempt(),
              claim.backfill(),
              recheck);
        });
  }

  private static void own(Handle handle, Reservation reservation, long fencing) {
    find(handle, reservation.window().source())
        .filter(stored -> stored.fencing() == fencing)
        .filter(stored -> stored.windowId() == reservation.windowId())
        .filter(stored -> stored.sha256().equals(reservation.sha256()))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "manifest "
                        + reservation.key()
                        + " is not reserved under fencing number "
                        + fencing
                        + ": take the reservation over first"));
  }

  private static void remove(Handle handle, String source) {
    handle
        .createUpdate("DELETE FROM reservations WHERE source = :source")
        .bind("source", source)
        .execute();
  }
}
