package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Hands out the windows that are due, each to one worker only. */
public final class Claims {
  /** A window that the vendor purges within this time goes before what can wait. */
  private static final Duration SOON = Duration.ofDays(1);

  private static final String DUE =
      """
      SELECT w.*, CASE
          WHEN manifests = 0 AND NOT backfill AND (attempt = 0 OR state = 'running') THEN 0
          WHEN purge_at <= :soon
            AND (manifests = 0 OR next_scope IS NOT NULL OR reconcile_at IS NOT NULL) THEN 1
          WHEN next_scope IS NOT NULL OR (manifests = 0 AND backfill) THEN 3
          WHEN reconcile_at IS NOT NULL THEN 4
          ELSE 2 END AS urgency
      FROM windows w
      WHERE source = :source
        AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.window_id = w.id)
        AND (manifests > 0 OR to_at <= :settled)
        AND (state = 'planned'
          OR (state = 'failed' AND retry_at <= :now)
          OR (state = 'running' AND fencing <> :fencing)
          OR (state = 'committed'
            AND (recheck_at <= :now OR asked_at <= :now OR reconcile_at <= :now
              OR next_scope IS NOT NULL)
            AND (retry_at IS NULL OR retry_at <= :now)))
      """;

  /** What is live by {@link Claim#live}. */
  private static final String LIVE =
      """
      AND manifests = 0 AND NOT backfill
      AND (attempt = 0 OR (attempt = 1 AND state = 'running'))
      """;

  private final Store store;

  Claims(Store store) {
    this.store = store;
  }

  /**
   * Takes the window that is due next: live windows from the oldest on; then what the vendor is
   * about to purge; then rechecks, and live windows that failed before; then backfill and what is
   * read again under a new scope, from the newest on; and last, what is reconciled.
   *
   * @return empty when nothing is due
   * @throws LeaseLost when the fencing number is not current
   * @throws ReservationPending when an earlier holder of the lease left a reservation, which has to
   *     be finished first
   */
  public Optional<Claim> claim(String source, long fencing, Instant now) {
    return claim(source, fencing, now, now, false);
  }

  /**
   * The same, or, where only a live window has a place, the live window that is due next.
   *
   * @param settled the latest end of a window that is read for the first time: what a clock that
   *     was fast has planned waits
   * @param live whether only a live window that has not failed yet is wanted
   */
  Optional<Claim> claim(String source, long fencing, Instant now, Instant settled, boolean live) {
    return store.write(
        source,
        fencing,
        handle -> {
          Reservations.find(handle, source)
              .filter(reservation -> reservation.fencing() != fencing)
              .ifPresent(
                  reservation -> {
                    throw new ReservationPending(source, reservation.key());
                  });
          return due(handle, source, fencing, now, settled, live)
              .map(row -> take(handle, row, fencing, now));
        });
  }

  private static Optional<WindowRow> due(
      Handle handle, String source, long fencing, Instant now, Instant settled, boolean live) {
    return handle
        .createQuery(
            "SELECT * FROM ("
                + DUE
                + (live ? LIVE : "")
                + ") due ORDER BY urgency, CASE WHEN urgency = 3 THEN -from_at ELSE from_at END"
                + " LIMIT 1")
        .bind("source", source)
        .bind("fencing", fencing)
        .bind("now", Micros.of(now))
        .bind("settled", Micros.of(settled))
        .bind("soon", Micros.of(now.plus(SOON)))
        .map((rs, ctx) -> WindowRow.of(rs))
        .findOne();
  }

  private static Claim take(Handle handle, WindowRow row, long fencing, Instant now) {
    Instant recheck = row.manifests() == 0 ? null : dueSince(row, now);
    // What a process broke off when it died has not failed: neither pause nor patience depend on
    // it.
    int attempt = row.attempt() + (row.state() == WindowState.RUNNING ? 0 : 1);
    handle
        .createUpdate(
            """
            UPDATE windows SET
              resume_state = CASE WHEN state = 'running' THEN resume_state ELSE state END,
              state = 'running', fencing = :fencing, attempt = :attempt,
              recheck_at = :recheck, asked_at = NULL, claimed_at = :now
            WHERE id = :id
            """)
        .bind("fencing", fencing)
        .bind("attempt", attempt)
        .bind("now", Micros.of(now))
        .bind("recheck", Micros.of(recheck))
        .bind("id", row.id())
        .execute();
    return new Claim(
        row.id(),
        row.window(),
        row.manifests(),
        fencing,
        row.nextScope() == null ? row.scope() : row.nextScope(),
        attempt,
        row.backfill(),
        recheck,
        row.occasion());
  }

  /** When the read began that ends now: the commit may have taken days, through a crash. */
  static Instant begun(Handle handle, long id, Instant now) {
    return handle
        .createQuery("SELECT claimed_at FROM windows WHERE id = :id AND claimed_at < :now")
        .bind("id", id)
        .bind("now", Micros.of(now))
        .mapTo(Long.class)
        .findOne()
        .map(Micros::at)
        .orElse(now);
  }

  /** Whether the source has a window whose pause after a failure has passed. */
  boolean rested(String source, Instant now) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "SELECT 1 FROM windows WHERE source = :source AND retry_at <= :now"
                        + " AND state IN ('failed', 'committed') LIMIT 1")
                .bind("source", source)
                .bind("now", Micros.of(now))
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  private static Instant dueSince(WindowRow row, Instant now) {
    Instant since = now;
    for (Instant due : new Instant[] {row.recheckAt(), row.askedAt(), row.reconcileAt()}) {
      since = due != null && due.isBefore(since) ? due : since;
    }
    return since;
  }

  /**
   * Gives a window back as it was, without counting the attempt: for a graceful stop. It does
   * nothing to a window that is claimed under another number, which anybody may take up.
   *
   * @throws LeaseLost when the fencing number is not current
   */
  public void release(Claim claim) {
    store.run(
        claim.window().source(),
        claim.fencing(),
        handle ->
            handle
                .createUpdate(
                    "UPDATE windows SET state = resume_state, attempt = attempt - 1, fencing = NULL"
                        + " WHERE id = :id AND state = 'running' AND fencing = :fencing")
                .bind("id", claim.id())
                .bind("fencing", claim.fencing())
                .execute());
  }
}
