package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What becomes of a claimed window that cannot be read, or not as a whole. */
public final class Failures {
  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private final Store store;

  Failures(Store store) {
    this.store = store;
  }

  /**
   * Records a failed read. The window is a gap that is tried again by itself, after a pause that
   * doubles up to a day, until the vendor has purged it. A window that has a manifest stays
   * committed; only its recheck has failed.
   *
   * @param reason a short name of the cause, such as {@code forbidden}
   * @param sentence what happened and what to do, without any secret
   * @param status the vendor's HTTP status, or null
   * @param correlationId the vendor's correlation id, or null
   * @throws LeaseLost when the fencing number is not current
   */
  public void fail(
      Claim claim,
      String reason,
      String sentence,
      Integer status,
      String correlationId,
      Instant now,
      Duration firstPause) {
    store.run(
        claim,
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE windows SET
                      state = CASE WHEN manifests > 0 THEN 'committed' ELSE 'failed' END,
                      retry_at = :retry, reason = :reason, sentence = :sentence, status = :status,
                      correlation_id = :correlation, fencing = NULL, resume_state = NULL
                    WHERE id = :id
                    """)
                .bind("retry", Micros.of(now.plus(pause(firstPause, claim.attempt()))))
                .bind("reason", reason)
                .bind("sentence", sentence)
                .bind("status", status)
                .bind("correlation", correlationId)
                .bind("id", claim.id())
                .execute());
  }

  static Duration pause(Duration first, int attempt) {
    Duration pause = first;
    for (int i = 1; i < attempt && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /**
   * Replaces a window that is too large by two, for which it counts as tried what was tried for it.
   *
   * @param middle the second half's first instant, to the second
   * @throws LeaseLost when the fencing number is not current
   * @throws IllegalStateException when the window has a manifest or a reservation
   */
  public void split(Claim claim, Instant middle) {
    Window whole = claim.window();
    Window first = new Window(whole.source(), whole.from(), middle);
    Window second = new Window(whole.source(), middle, whole.to());
    store.run(
        claim,
        handle -> {
          refuseOnceReserved(handle, claim);
          handle
              .createUpdate(
                  "UPDATE windows SET state = 'split', fencing = NULL, resume_state = NULL,"
                      + " reason = NULL, retry_at = NULL WHERE id = :id")
              .bind("id", claim.id())
              .execute();
          half(handle, claim, first);
          half(handle, claim, second);
        });
  }

  private void refuseOnceReserved(Handle handle, Claim claim) {
    boolean reserved =
        Reservations.find(handle, claim.window().source())
            .filter(reservation -> reservation.windowId() == claim.id())
            .isPresent();
    if (reserved || store.window(handle, claim.id()).manifests() > 0) {
      throw new IllegalStateException(
          "window "
              + claim.window().name()
              + " has a manifest or is about to get one: it is not split");
    }
  }

  private static void half(Handle handle, Claim parent, Window half) {
    handle
        .createUpdate(
            """
            INSERT INTO windows (source, from_at, to_at, state, backfill, parent, scope, scope_key,
              purge_at, attempt)
            SELECT source, :from, :to, 'planned', backfill, id, scope, scope_key,
              purge_at + (:from - from_at), :attempt
            FROM windows WHERE id = :id
            """)
        .bind("from", Micros.of(half.from()))
        .bind("to", Micros.of(half.to()))
        .bind("id", parent.id())
        .bind("attempt", parent.attempt() - 1)
        .execute();
  }

  /**
   * Records that a window holds more than the vendor hands out, and dividing it does not help: what
   * was read is delivered, and the rest is a gap that stays until a later read is complete.
   *
   * @param reason {@link GapReason#TOO_LARGE} or {@link GapReason#OMITTED}
   * @param sentence what is missing, or null when nothing is
   * @throws LeaseLost when the fencing number is not current
   */
  public void shortfall(Claim claim, String reason, String sentence) {
    store.run(
        claim,
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE windows SET shortfall = :sentence, shortfall_reason = :reason
                    WHERE id = :id
                    """)
                .bind("reason", sentence == null ? null : reason)
                .bind("sentence", sentence)
                .bind("id", claim.id())
                .execute());
  }
}
