package org.auditcaravan.window;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Turns what the vendor has purged by now into gaps that stay. */
final class Purge {
  private static final String OF_SOURCE = " WHERE source = :source AND ";
  private static final String DATED = "(purge_at <> from_at + :retention)";
  private static final String UNREAD =
      """
      (manifests = 0 AND from_at < :kept
        AND (state IN ('planned', 'failed') OR (state = 'running' AND fencing <> :fencing))
        AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.window_id = windows.id))
      """;
  private static final String RECHECKED =
      """
      (state = 'committed' AND to_at <= :kept
        AND (recheck_at IS NOT NULL OR asked_at IS NOT NULL OR retry_at IS NOT NULL))
      """;
  private static final String RESCOPED =
      "(state = 'committed' AND from_at < :kept AND next_scope IS NOT NULL)";
  private static final String RECONCILED =
      "(state = 'committed' AND from_at < :kept AND reconcile_at IS NOT NULL"
          + " AND next_scope IS NULL)";
  private static final String ANY =
      String.join(" OR ", DATED, UNREAD, RECHECKED, RESCOPED, RECONCILED);

  private final Handle handle;
  private final String source;
  private final long fencing;
  private final Planning planning;
  private final Instant now;
  private final Instant kept;

  Purge(Handle handle, String source, long fencing, Planning planning, Instant now) {
    this.handle = handle;
    this.source = source;
    this.fencing = fencing;
    this.planning = planning;
    this.now = now;
    this.kept = Cutter.kept(planning, now);
  }

  /** Whether anything is to be written down. */
  boolean owes() {
    return handle
        .createQuery("SELECT 1 FROM windows" + OF_SOURCE + "(" + ANY + ") LIMIT 1")
        .bind("source", source)
        .bind("retention", Micros.of(planning.retention()))
        .bind("kept", Micros.of(kept))
        .bind("fencing", fencing)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  void run() {
    dates();
    for (WindowRow row : unread()) {
      if (row.window().to().isAfter(kept)) {
        shorten(row);
      } else {
        gap(row.id());
      }
    }
    rechecks();
    rescopes();
    reconciliations();
  }

  /** The retention is a setting, too. */
  private void dates() {
    handle
        .createUpdate("UPDATE windows SET purge_at = from_at + :retention" + OF_SOURCE + DATED)
        .bind("retention", Micros.of(planning.retention()))
        .bind("source", source)
        .execute();
  }

  private List<WindowRow> unread() {
    return handle
        .createQuery("SELECT * FROM windows" + OF_SOURCE + UNREAD + " ORDER BY from_at")
        .bind("source", source)
        .bind("kept", Micros.of(kept))
        .bind("fencing", fencing)
        .map((rs, ctx) -> WindowRow.of(rs))
        .list();
  }

  private void gap(long id) {
    handle
        .createUpdate(
            "UPDATE windows SET state = 'gap', reason = 'purged', retry_at = NULL WHERE id = :id")
        .bind("id", id)
        .execute();
  }

  /** The purged beginning becomes a gap that grows; the rest is still owed. */
  private void shorten(WindowRow row) {
    int grown =
        handle
            .createUpdate(
                """
                UPDATE windows SET to_at = :kept
                WHERE source = :source AND state = 'gap' AND reason = 'purged' AND to_at = :from
                  AND from_at >= :day
                """)
            .bind("kept", Micros.of(kept))
            .bind("source", source)
            .bind("from", Micros.of(row.window().from()))
            .bind("day", Micros.of(Instant.parse(row.window().date() + "T00:00:00Z")))
            .execute();
    if (grown == 0) {
      handle
          .createUpdate(
              """
              INSERT INTO windows (source, from_at, to_at, state, backfill, scope, scope_key,
                purge_at, reason, sentence, status, correlation_id)
              SELECT source, from_at, :kept, 'gap', backfill, scope, scope_key,
                purge_at, 'purged', sentence, status, correlation_id
              FROM windows WHERE id = :id
              """)
          .bind("kept", Micros.of(kept))
          .bind("id", row.id())
          .execute();
    }
    handle
        .createUpdate("UPDATE windows SET from_at = :kept WHERE id = :id")
        .bind("kept", Micros.of(kept))
        .bind("id", row.id())
        .execute();
  }

  /** Nothing is left to be rechecked; a recheck that had failed until now leaves a gap. */
  private void rechecks() {
    update(
        """
        UPDATE windows SET recheck_at = NULL, asked_at = NULL, retry_at = NULL,
          reason = CASE WHEN retry_at IS NULL OR next_scope IS NOT NULL THEN reason
            ELSE 'purged' END
        """,
        RECHECKED);
  }

  private void rescopes() {
    update(
        """
        UPDATE windows SET next_scope = NULL, next_scope_key = NULL, retry_at = NULL,
          reason = 'scope-changed'
        """,
        RESCOPED);
  }

  /** What is half purged would seem to be in the archive only. */
  private void reconciliations() {
    update(
        "UPDATE windows SET reconcile_at = NULL, recheck_at = NULL, retry_at = NULL, reason = NULL",
        RECONCILED);
  }

  private void update(String what, String where) {
    handle
        .createUpdate(what + OF_SOURCE + where)
        .bind("source", source)
        .bind("kept", Micros.of(kept))
        .execute();
  }
}
