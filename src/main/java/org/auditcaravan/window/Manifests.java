package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The statements that record a manifest; each runs inside a transaction of its caller. */
final class Manifests {
  /** The read that commits delivers straight away; catching up begins only after that. */
  static final Duration HEAD_START = Duration.ofMinutes(2);

  private Manifests() {}

  static boolean has(Handle handle, Reservation reservation) {
    return handle
            .createQuery(
                "SELECT COUNT(*) FROM manifests"
                    + " WHERE window_id = :window AND revision = :revision AND sha256 = :sha256")
            .bind("window", reservation.windowId())
            .bind("revision", reservation.revision())
            .bind("sha256", reservation.sha256())
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /**
   * The manifest's row, and a delivery for each sink that owes it.
   *
   * @param catchUp from when on what is owed may be caught up with
   */
  static void insert(
      Handle handle, Adopted manifest, Window window, long windowId, Instant now, Instant catchUp) {
    handle
        .createUpdate(
            """
            INSERT INTO manifests (window_id, revision, source, sequence, manifest_key, sha256,
              outcome, events, records, confirmed, committed_at)
            VALUES (:window, :revision, :source, :sequence, :key, :sha256,
              :outcome, :events, :records, :confirmed, :now)
            """)
        .bind("window", windowId)
        .bind("revision", manifest.revision())
        .bind("source", window.source())
        .bind("sequence", manifest.sequence())
        .bind("key", manifest.key())
        .bind("sha256", manifest.sha256())
        .bind("outcome", Json.write(manifest.outcome()))
        .bind("events", manifest.outcome().events().delivered())
        .bind("records", manifest.outcome().records().delivered())
        .bind("confirmed", manifest.outcome().confirmed())
        .bind("now", Micros.of(now))
        .execute();
    for (String sink : manifest.outcome().sinks()) {
      handle
          .createUpdate(
              """
              INSERT INTO deliveries (window_id, revision, sink, source, state, next_at)
              VALUES (:window, :revision, :sink, :source, 'owed', :next)
              """)
          .bind("window", windowId)
          .bind("revision", manifest.revision())
          .bind("sink", sink)
          .bind("source", window.source())
          .bind("next", Micros.of(catchUp))
          .execute();
    }
  }

  /** The chain goes on from here. */
  static void head(Handle handle, String source, long sequence, String sha256) {
    handle
        .createUpdate(
            "UPDATE sources SET head_sequence = :sequence, head_sha256 = :sha256"
                + " WHERE name = :name AND head_sequence < :sequence")
        .bind("sequence", sequence)
        .bind("sha256", sha256)
        .bind("name", source)
        .execute();
  }

  static void committed(
      Handle handle, WindowRow row, Outcome outcome, Instant now, List<Duration> delays) {
    if (row.occasion() == Occasion.RECONCILE) {
      Reconciliations.insert(handle, row.id(), outcome.events(), now);
    }
    // What a new scope brings is not late.
    boolean late = row.manifests() > 0 && row.nextScope() == null;
    Instant next =
        RecheckTimes.next(
            row.window().to(),
            delays,
            Claims.begun(handle, row.id(), now),
            late ? row.recheckAt() : null,
            outcome.events().delivered() > 0);
    handle
        .createUpdate(
            """
            UPDATE windows SET state = 'committed', manifests = manifests + 1, scope = :scope,
              scope_key = :key, next_scope = NULL, next_scope_key = NULL, attempt = 0,
              fencing = NULL, resume_state = NULL, read_at = :now, recheck_at = :next,
              fruitless_until = NULL, retry_at = NULL, reason = NULL, sentence = NULL,
              status = NULL, correlation_id = NULL,
              reconcile_at = CASE WHEN next_scope IS NULL THEN NULL ELSE reconcile_at END
            WHERE id = :id
            """)
        .bind("scope", Json.write(outcome.scope()))
        .bind("key", Json.key(outcome.scope()))
        .bind("now", Micros.of(now))
        .bind("next", Micros.of(next))
        .bind("id", row.id())
        .execute();
  }

  /** The window has this manifest, and is due to be read for what it lacks. */
  static Instant adopt(Handle handle, WindowRow row, Adopted found, Instant now) {
    if (found.revision() != row.manifests()) {
      throw new IllegalStateException(
          "manifest " + found.key() + " is not revision " + row.manifests() + " of its window");
    }
    insert(handle, found, row.window(), row.id(), now, now);
    head(handle, row.window().source(), found.sequence(), found.sha256());
    Instant recheck = row.recheckAt() == null ? now : row.recheckAt();
    Scope asked = row.nextScope() == null ? row.scope() : row.nextScope();
    boolean other = !asked.asksTheSameAs(found.outcome().scope());
    handle
        .createUpdate(
            """
            UPDATE windows SET manifests = manifests + 1, recheck_at = :recheck, scope = :scope,
              scope_key = :key, next_scope = :next, next_scope_key = :nextKey,
              state = CASE WHEN state = 'running' THEN state ELSE 'committed' END,
              resume_state = 'committed'
            WHERE id = :id
            """)
        .bind("recheck", Micros.of(recheck))
        .bind("scope", Json.write(found.outcome().scope()))
        .bind("key", Json.key(found.outcome().scope()))
        .bind("next", other ? Json.write(asked) : null)
        .bind("nextKey", other ? Json.key(asked) : null)
        .bind("id", row.id())
        .execute();
    return recheck;
  }
}
