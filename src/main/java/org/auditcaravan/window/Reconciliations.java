package org.auditcaravan.window;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Which windows are read once more by another way, and what came of it. A window is due after its
 * last recheck, once, when its name falls into the share that is drawn: the same windows are drawn
 * whoever draws them, and those of a smaller share are among those of a larger one.
 */
public final class Reconciliations {
  private static final int ALL = 1_000_000;

  /** So that a large ledger, in which nothing was drawn yet, does not hold up a plan. */
  private static final int MOST_AT_ONCE = 1_000;

  private static final String DRAWN =
      """
       WHERE source = :source AND state = 'committed' AND draw < :share
        AND from_at >= :kept AND reconcile_at IS NULL AND recheck_at IS NULL
        AND asked_at IS NULL AND retry_at IS NULL AND next_scope IS NULL
        AND NOT EXISTS (SELECT 1 FROM reconciliations r WHERE r.window_id = windows.id)
      """;

  private final Store store;

  Reconciliations(Store store) {
    this.store = store;
  }

  /**
   * Makes the windows due that have had their last recheck and are of the share.
   *
   * @param share 0 to 1
   * @param kept the first instant that the vendor still keeps
   * @return how many
   * @throws LeaseLost when the fencing number is not current
   */
  public int draw(String source, long fencing, double share, Instant kept, Instant now) {
    long drawn = Math.round(share * ALL);
    if (!store.read(
        handle -> !ripe(handle, source).isEmpty() || any(handle, source, drawn, kept))) {
      return 0;
    }
    return store.write(
        source,
        fencing,
        handle -> {
          name(handle, ripe(handle, source));
          return handle
              .createUpdate("UPDATE windows SET reconcile_at = :now" + DRAWN)
              .bind("now", Micros.of(now))
              .bind("source", source)
              .bind("share", drawn)
              .bind("kept", Micros.of(kept))
              .execute();
        });
  }

  private static boolean any(Handle handle, String source, long drawn, Instant kept) {
    return handle
        .createQuery("SELECT 1 FROM windows" + DRAWN + " LIMIT 1")
        .bind("source", source)
        .bind("share", drawn)
        .bind("kept", Micros.of(kept))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static List<WindowRow> ripe(Handle handle, String source) {
    return handle
        .createQuery(
            "SELECT * FROM windows WHERE source = :source AND state = 'committed'"
                + " AND recheck_at IS NULL AND draw IS NULL ORDER BY from_at LIMIT :most")
        .bind("source", source)
        .bind("most", MOST_AT_ONCE)
        .map((rs, ctx) -> WindowRow.of(rs))
        .list();
  }

  private static void name(Handle handle, List<WindowRow> ripe) {
    if (ripe.isEmpty()) {
      return;
    }
    PreparedBatch batch = handle.prepareBatch("UPDATE windows SET draw = :draw WHERE id = :id");
    ripe.forEach(row -> batch.bind("draw", draw(row.window())).bind("id", row.id()).add());
    batch.execute();
  }

  /** Where the window falls, 0 up to and without a million. */
  static int draw(Window window) {
    String name = window.source() + " " + window.name();
    byte[] hash = Json.digest(name.getBytes(StandardCharsets.UTF_8));
    return (int) Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), ALL);
  }

  /** The result, together with the commit or the end of the recheck that it came from. */
  static void insert(Handle handle, long windowId, Tally events, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO reconciliations (window_id, done_at, source, missing)
            SELECT id, :now, source, :missing FROM windows WHERE id = :id
            """)
        .bind("id", windowId)
        .bind("now", Micros.of(now))
        .bind("missing", events.delivered() - events.changed())
        .execute();
  }

  /**
   * Completes the newest result of a window.
   *
   * @param way how it was read
   * @param seen events of the window that were shown
   * @param unseen events of the archive that were not
   */
  public void complete(Claim claim, String way, long seen, long unseen) {
    store.write(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE reconciliations SET way = :way, seen = :seen, unseen = :unseen
                    WHERE window_id = :id AND done_at = (SELECT MAX(r.done_at)
                      FROM reconciliations r WHERE r.window_id = :id)
                    """)
                .bind("way", way)
                .bind("seen", seen)
                .bind("unseen", unseen)
                .bind("id", claim.id())
                .execute());
  }

  static Reconciled of(Handle handle, String source) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) AS windows, COALESCE(SUM(seen), 0) AS seen,
              COALESCE(SUM(missing), 0) AS missing, COALESCE(SUM(unseen), 0) AS unseen,
              MAX(done_at) AS last_at
            FROM reconciliations WHERE source = :source
            """)
        .bind("source", source)
        .map((rs, ctx) -> of(rs))
        .one();
  }

  static Reconciled of(ResultSet rs) throws SQLException {
    return new Reconciled(
        rs.getLong("windows"),
        rs.getLong("seen"),
        rs.getLong("missing"),
        rs.getLong("unseen"),
        rs.getObject("last_at") == null ? null : Micros.at(rs.getLong("last_at")));
  }
}
