package org.auditcaravan.window;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.auditcaravan.window.Cutter.Piece;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes down which windows are owed, and which can no longer be read. */
public final class Planner {
  private final Store store;

  Planner(Store store) {
    this.store = store;
  }

  /**
   * Plans every settled stretch since the start that no window covers. What the vendor no longer
   * keeps becomes a gap; what it has purged before it could be read becomes one too; and what was
   * covered under another scope is due again, or a gap.
   *
   * @param now the earlier of the local and the vendor's clock
   * @return how many windows were added, gaps among them
   * @throws LeaseLost when the fencing number is not current
   */
  public int plan(String source, long fencing, Planning planning, Instant now) {
    if (!store.read(handle -> owes(handle, source, fencing, planning, now))) {
      return 0;
    }
    return store.write(
        source,
        fencing,
        handle -> {
          new Purge(handle, source, fencing, planning, now).run();
          new Rescopes(handle, source, fencing, planning, now).mark();
          List<Piece> pieces = missing(handle, source, planning, now);
          insert(handle, source, planning, pieces);
          return pieces.size();
        });
  }

  /**
   * Whether there is anything to plan: whoever locks a source's row for nothing holds up others.
   */
  private boolean owes(Handle handle, String source, long fencing, Planning planning, Instant now) {
    return new Purge(handle, source, fencing, planning, now).owes()
        || new Rescopes(handle, source, fencing, planning, now).owes()
        || !missing(handle, source, planning, now).isEmpty();
  }

  private List<Piece> missing(Handle handle, String source, Planning planning, Instant now) {
    Instant first = store.source(handle, source).orElseThrow().firstStart();
    // A window ends where the next one begins, however far in the future that is.
    return uncovered(
        handle,
        source,
        new Cutter(planning, first, now),
        planning.start().orElse(first),
        now.plus(planning.live()));
  }

  /** Plans what no window covers between these instants. */
  static void fill(
      Handle handle, String source, Planning planning, Cutter cutter, Instant from, Instant to) {
    insert(handle, source, planning, uncovered(handle, source, cutter, from, to));
  }

  private static List<Piece> uncovered(
      Handle handle, String source, Cutter cutter, Instant from, Instant to) {
    List<Piece> pieces = new ArrayList<>();
    Instant at = from;
    for (Piece covered : covered(handle, source, from, to)) {
      if (at.isBefore(covered.from())) {
        pieces.addAll(cutter.cut(at, covered.from()));
      }
      at = at.isAfter(covered.to()) ? at : covered.to();
    }
    pieces.addAll(cutter.cut(at, to));
    return pieces;
  }

  private static List<Piece> covered(Handle handle, String source, Instant from, Instant to) {
    return handle
        .createQuery(
            """
            SELECT from_at, to_at FROM windows
            WHERE source = :source AND state <> 'split' AND to_at > :from AND from_at < :to
            ORDER BY from_at
            """)
        .bind("source", source)
        .bind("from", Micros.of(from))
        .bind("to", Micros.of(to))
        .map(
            (rs, ctx) ->
                new Piece(Micros.at(rs.getLong(1)), Micros.at(rs.getLong(2)), false, false))
        .list();
  }

  private static void insert(Handle handle, String source, Planning planning, List<Piece> pieces) {
    if (pieces.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO windows (source, from_at, to_at, state, backfill, scope, scope_key,
              purge_at, reason)
            VALUES (:source, :from, :to, :state, :backfill, :scope, :key, :purge, :reason)
            """);
    for (Piece piece : pieces) {
      batch
          .bind("source", source)
          .bind("from", Micros.of(piece.from()))
          .bind("to", Micros.of(piece.to()))
          .bind("state", (piece.gap() ? WindowState.GAP : WindowState.PLANNED).text())
          .bind("backfill", piece.backfill())
          .bind("scope", Json.write(planning.scope()))
          .bind("key", Json.key(planning.scope()))
          .bind("purge", Micros.of(piece.from().plus(planning.retention())))
          .bind("reason", piece.gap() ? GapReason.OLDER_THAN_RETENTION : null)
          .add();
    }
    batch.execute();
  }
}
