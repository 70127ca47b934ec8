package org.auditcaravan.window;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Compares the configured scope with that of each window. What was covered under another scope is
 * never taken as covered: it is due to be read again, or shown as a gap.
 */
final class Rescopes {
  private static final String OF_SOURCE = " WHERE source = :source AND ";
  private static final String UNREAD =
      """
      (scope_key <> :key AND manifests = 0
        AND (state IN ('planned', 'failed') OR (state = 'running' AND fencing <> :fencing)))
      """;

  /** The former scope is configured again. */
  private static final String FORMER =
      """
      (scope_key = :key AND manifests > 0
        AND (next_scope IS NOT NULL OR reason = 'scope-changed')
        AND (state = 'committed' OR (state = 'running' AND fencing <> :fencing)))
      """;

  private static final String KEPT =
      """
      (scope_key <> :key AND manifests > 0 AND from_at >= :kept
        AND (next_scope_key IS NULL OR next_scope_key <> :key)
        AND (state = 'committed' OR (state = 'running' AND fencing <> :fencing)))
      """;
  private static final String PURGED =
      """
      (scope_key <> :key AND manifests > 0 AND from_at < :kept
        AND state = 'committed' AND (reason IS NULL OR reason <> 'scope-changed'))
      """;
  private static final String ANY = String.join(" OR ", UNREAD, FORMER, KEPT, PURGED);

  private final Handle handle;
  private final String source;
  private final long fencing;
  private final Scope scope;
  private final Instant kept;

  Rescopes(Handle handle, String source, long fencing, Planning planning, Instant now) {
    this.handle = handle;
    this.source = source;
    this.fencing = fencing;
    this.scope = planning.scope();
    this.kept = Cutter.kept(planning, now);
  }

  /** Whether anything is to be written down. */
  boolean owes() {
    return bind(handle.createQuery("SELECT 1 FROM windows" + OF_SOURCE + "(" + ANY + ") LIMIT 1"))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  void mark() {
    update("UPDATE windows SET scope = :scope, scope_key = :key", UNREAD);
    update(
        """
        UPDATE windows SET next_scope = NULL, next_scope_key = NULL,
          reason = CASE WHEN reason = 'scope-changed' THEN NULL ELSE reason END
        """,
        FORMER);
    update(
        """
        UPDATE windows SET next_scope = :scope, next_scope_key = :key, reason = 'scope-changed',
          retry_at = NULL
        """,
        KEPT);
    update("UPDATE windows SET reason = 'scope-changed'", PURGED);
  }

  private void update(String what, String where) {
    bind(handle.createUpdate(what + OF_SOURCE + where)).execute();
  }

  private <T extends SqlStatement<T>> T bind(T statement) {
    return statement
        .bind("source", source)
        .bind("fencing", fencing)
        .bind("scope", Json.write(scope))
        .bind("key", Json.key(scope))
        .bind("kept", Micros.of(kept));
  }
}
