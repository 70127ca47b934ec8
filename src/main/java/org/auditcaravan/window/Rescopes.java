package org.auditcaravan.window;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Compares the configured scope with that of each window. What was covered under another scope is
 * never taken as covered: it is due to be read again, or shown as a gap.
 */
final class Rescopes {
  private Rescopes() {}

  static void mark(Handle handle, String source, long fencing, Planning planning, Instant now) {
    Scope scope = planning.scope();
    String key = Json.key(scope);
    update(
        handle,
        """
        UPDATE windows SET scope = :scope, scope_key = :key
        WHERE source = :source AND scope_key <> :key AND manifests = 0
          AND (state IN ('planned', 'failed') OR (state = 'running' AND fencing <> :fencing))
        """,
        source,
        fencing,
        scope,
        key,
        now);
    // The former scope is configured again.
    update(
        handle,
        """
        UPDATE windows SET next_scope = NULL, next_scope_key = NULL,
          reason = CASE WHEN reason = 'scope-changed' THEN NULL ELSE reason END
        WHERE source = :source AND scope_key = :key AND manifests > 0
          AND (next_scope IS NOT NULL OR reason = 'scope-changed')
          AND (state = 'committed' OR (state = 'running' AND fencing <> :fencing))
        """,
        source,
        fencing,
        scope,
        key,
        now);
    Instant kept = Cutter.kept(planning, now);
    update(
        handle,
        """
        UPDATE windows SET next_scope = :scope, next_scope_key = :key, reason = 'scope-changed',
          retry_at = NULL
        WHERE source = :source AND scope_key <> :key AND manifests > 0 AND from_at >= :kept
          AND (next_scope_key IS NULL OR next_scope_key <> :key)
          AND (state = 'committed' OR (state = 'running' AND fencing <> :fencing))
        """,
        source,
        fencing,
        scope,
        key,
        kept);
    update(
        handle,
        """
        UPDATE windows SET reason = 'scope-changed'
        WHERE source = :source AND scope_key <> :key AND manifests > 0 AND from_at < :kept
          AND state = 'committed' AND (reason IS NULL OR reason <> 'scope-changed')
        """,
        source,
        fencing,
        scope,
        key,
        kept);
  }

  private static void update(
      Handle handle,
      String sql,
      String source,
      long fencing,
      Scope scope,
      String key,
      Instant kept) {
    handle
        .createUpdate(sql)
        .bind("source", source)
        .bind("fencing", fencing)
        .bind("scope", Json.write(scope))
        .bind("key", key)
        .bind("kept", Micros.of(kept))
        .execute();
  }
}
