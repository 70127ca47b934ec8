package org.auditcaravan.window;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** One row of the table of windows, as far as Java looks at it. */
record WindowRow(
    long id,
    Window window,
    WindowState state,
    boolean backfill,
    Scope scope,
    Scope nextScope,
    int manifests,
    int attempt,
    long fencing,
    Instant recheckAt,
    Instant askedAt,
    Instant reconcileAt,
    Instant retryAt,
    Instant purgeAt,
    String reason,
    String sentence,
    String shortfall,
    String shortfallReason) {

  static WindowRow of(ResultSet rs) throws SQLException {
    return new WindowRow(
        rs.getLong("id"),
        new Window(rs.getString("source"), instant(rs, "from_at"), instant(rs, "to_at")),
        WindowState.of(rs.getString("state")),
        rs.getBoolean("backfill"),
        scope(rs.getString("scope")),
        scope(rs.getString("next_scope")),
        rs.getInt("manifests"),
        rs.getInt("attempt"),
        rs.getLong("fencing"),
        instant(rs, "recheck_at"),
        instant(rs, "asked_at"),
        instant(rs, "reconcile_at"),
        instant(rs, "retry_at"),
        instant(rs, "purge_at"),
        rs.getString("reason"),
        rs.getString("sentence"),
        rs.getString("shortfall"),
        Optional.ofNullable(rs.getString("shortfall_reason")).orElse(GapReason.TOO_LARGE));
  }

  /** Why it would be read now. */
  Occasion occasion() {
    if (manifests == 0) {
      return Occasion.FIRST;
    }
    if (nextScope != null) {
      return Occasion.RESCOPE;
    }
    return reconcileAt == null ? Occasion.RECHECK : Occasion.RECONCILE;
  }

  private static Instant instant(ResultSet rs, String column) throws SQLException {
    long micros = rs.getLong(column);
    return rs.wasNull() ? null : Micros.at(micros);
  }

  private static Scope scope(String json) {
    return json == null ? null : Json.read(json, Scope.class);
  }
}
