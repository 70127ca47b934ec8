package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** Sentences about a source that are no gaps, one of a kind, until they no longer hold. */
public final class Notes {
  private static final String HEARTBEAT = "heartbeat";
  private static final String FILTER = "filter";
  private static final String DRIFT = "drift";

  /** The requests of a window come before its commit, and may belong to the window before. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  /** For so long it is kept that the vendor sent something new, if it does not do so again. */
  private static final Duration DRIFT_STAYS = Duration.ofDays(7);

  private static final String WITH_THE_SAME_SCOPE =
      """
      FROM windows w JOIN manifests m ON m.window_id = w.id
      WHERE w.source = :source
        AND w.scope_key = (SELECT scope_key FROM windows WHERE id = :window)
      """;

  private final Store store;

  Notes(Store store) {
    this.store = store;
  }

  /**
   * Compares what our own reading must have left in the vendor's log with what this read found: its
   * window has such entries if other windows were committed within that time.
   *
   * @param own how many new entries of our own requests the read found
   * @throws LeaseLost when the fencing number is not current
   */
  public void heartbeat(Claim claim, long own, Instant now) {
    run(
        claim,
        handle -> {
          long expected = own > 0 ? 0 : committedWithin(handle, claim.window());
          if (own > 0) {
            clear(handle, claim, HEARTBEAT);
          } else if (expected > 0) {
            put(handle, claim, HEARTBEAT, silence(claim.window(), expected), now);
          }
        });
  }

  /** How many windows were committed with the scope of this one; 0 if one of them has events. */
  public long emptyWithThisScope(Claim claim) {
    return store.read(
        handle ->
            number(handle, claim, "SELECT COUNT(*) " + WITH_THE_SAME_SCOPE + " AND m.events > 0")
                    > 0
                ? 0
                : number(handle, claim, "SELECT COUNT(DISTINCT w.id) " + WITH_THE_SAME_SCOPE));
  }

  /**
   * Notes that a filter finds nothing, although there are events without it.
   *
   * @throws LeaseLost when the fencing number is not current
   */
  public void filterFindsNothing(Claim claim, String sentence, Instant now) {
    run(claim, handle -> put(handle, claim, FILTER, sentence, now));
  }

  /**
   * Takes in that the scope has brought events.
   *
   * @param drift what the vendor sends and no mapping knows, which is noted for a week; null where
   *     nothing of that kind was among them
   */
  void found(Claim claim, String drift, Instant now) {
    if (drift == null && store.read(handle -> of(handle, claim.window().source())).isEmpty()) {
      return;
    }
    run(
        claim,
        handle -> {
          clear(handle, claim, FILTER);
          if (drift != null) {
            put(handle, claim, DRIFT, drift, now);
          } else {
            clear(handle, claim, DRIFT, Micros.of(now.minus(DRIFT_STAYS)));
          }
        });
  }

  static List<String> of(Handle handle, String source) {
    return handle
        .createQuery("SELECT sentence FROM notes WHERE source = :source ORDER BY kind")
        .bind("source", source)
        .mapTo(String.class)
        .list();
  }

  /** The window is committed by then: it is no longer claimed, but the lease must still be ours. */
  private void run(Claim claim, Consumer<Handle> work) {
    store.run(claim.window().source(), claim.fencing(), work);
  }

  private static long number(Handle handle, Claim claim, String sql) {
    return handle
        .createQuery(sql)
        .bind("source", claim.window().source())
        .bind("window", claim.id())
        .mapTo(Long.class)
        .one();
  }

  private static long committedWithin(Handle handle, Window window) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM manifests
            WHERE source = :source AND committed_at >= :from AND committed_at < :to
            """)
        .bind("source", window.source())
        .bind("from", Micros.of(window.from().plus(MARGIN)))
        .bind("to", Micros.of(window.to()))
        .mapTo(Long.class)
        .one();
  }

  private static String silence(Window window, long expected) {
    return "the log from "
        + window.from()
        + " to "
        + window.to()
        + " shows none of our own requests, although "
        + expected
        + " windows were read then and reading writes to the log: see that the vendor still"
        + " audits, and that nothing filters its log";
  }

  private static void clear(Handle handle, Claim claim, String kind) {
    clear(handle, claim, kind, Long.MAX_VALUE);
  }

  private static void clear(Handle handle, Claim claim, String kind, long notedBefore) {
    handle
        .createUpdate(
            "DELETE FROM notes WHERE source = :source AND kind = :kind AND noted_at < :before")
        .bind("source", claim.window().source())
        .bind("kind", kind)
        .bind("before", notedBefore)
        .execute();
  }

  private static void put(Handle handle, Claim claim, String kind, String sentence, Instant now) {
    clear(handle, claim, kind);
    handle
        .createUpdate(
            """
            INSERT INTO notes (source, kind, sentence, noted_at)
            VALUES (:source, :kind, :sentence, :now)
            """)
        .bind("source", claim.window().source())
        .bind("kind", kind)
        .bind("sentence", sentence)
        .bind("now", Micros.of(now))
        .execute();
  }
}
