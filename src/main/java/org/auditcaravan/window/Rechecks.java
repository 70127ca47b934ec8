package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.auditcaravan.journal.Act;
import org.jdbi.v3.core.Handle;

/** Rechecks that found nothing new, and rechecks out of turn. */
public final class Rechecks {
  /** A window that was just read in vain is not asked for again before this has passed. */
  private static final Duration AFTER_NOTHING = Duration.ofDays(1);

  private final Store store;

  Rechecks(Store store) {
    this.store = store;
  }

  /**
   * Records a recheck that found nothing new, and so makes no manifest. The scope that was asked is
   * covered from then on.
   *
   * @param delays when windows are rechecked, counted from their end
   * @throws LeaseLost when the fencing number is not current
   */
  public void rechecked(Claim claim, Instant now, List<Duration> delays) {
    if (claim.revision() == 0) {
      throw new IllegalStateException(
          "window " + claim.window().name() + " has no manifest yet: an empty one needs it, too");
    }
    Act.Rechecked act = act(claim, now, null);
    store.run(
        claim,
        handle -> {
          if (claim.occasion() == Occasion.RECONCILE) {
            Reconciliations.insert(handle, claim.id(), new Tally(), now);
            handle.execute("UPDATE windows SET reconcile_at = NULL WHERE id = ?", claim.id());
          }
          rechecked(handle, claim.id(), act, delays);
        });
  }

  /** What the journal keeps of such a recheck. */
  static Act.Rechecked act(Claim claim, Instant now, String shortfall) {
    Window window = claim.window();
    return new Act.Rechecked(
        window.source(),
        now,
        window.from(),
        window.to(),
        claim.scope(),
        claim.recheckAt(),
        shortfall);
  }

  static void rechecked(Handle handle, long id, Act.Rechecked act, List<Duration> delays) {
    Instant begun = Claims.begun(handle, id, act.at());
    Instant next = RecheckTimes.next(act.to(), delays, begun, act.due(), false);
    handle
        .createUpdate(
            """
            UPDATE windows SET state = 'committed', scope = :scope, scope_key = :key,
              next_scope = NULL, next_scope_key = NULL, attempt = 0, fencing = NULL,
              resume_state = NULL, read_at = :now, recheck_at = :next, retry_at = NULL,
              fruitless_until = :fruitless, reason = NULL, sentence = NULL, status = NULL,
              correlation_id = NULL
            WHERE id = :id
            """)
        .bind("scope", Json.write(act.scope()))
        .bind("key", Json.key(act.scope()))
        .bind("now", Micros.of(act.at()))
        .bind("next", Micros.of(next))
        .bind("fruitless", Micros.of(act.at().plus(AFTER_NOTHING)))
        .bind("id", id)
        .execute();
  }

  /**
   * An event turned up outside its window by more than the requested overlap: its own window is due
   * now. One that was read in vain within the last day is due when that day is over, so that a
   * vendor who ignores the interval cannot keep windows going round.
   *
   * @return whether a window holds this instant
   */
  public boolean recheckOf(String source, Instant eventTime, Instant now) {
    return store.write(
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE windows SET asked_at = CASE
                            WHEN fruitless_until > :now THEN fruitless_until ELSE :now END
                        WHERE source = :source AND from_at <= :event AND to_at > :event
                          AND state IN ('committed', 'running')
                        """)
                    .bind("now", Micros.of(now))
                    .bind("source", source)
                    .bind("event", Micros.of(eventTime))
                    .execute()
                > 0);
  }
}
