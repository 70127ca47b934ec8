package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Sentences about a source that are no gaps, one of a kind, until they no longer hold. */
public final class Notes {
  private static final String HEARTBEAT = "heartbeat";

  /** The requests of a window come before its commit, and may belong to the window before. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

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
    store.run(
        claim,
        handle -> {
          long expected = own > 0 ? 0 : committedWithin(handle, claim.window());
          if (own > 0) {
            clear(handle, claim.window().source());
          } else if (expected > 0) {
            clear(handle, claim.window().source());
            note(handle, claim.window(), expected, now);
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

  private static void clear(Handle handle, String source) {
    handle
        .createUpdate("DELETE FROM notes WHERE source = :source AND kind = :kind")
        .bind("source", source)
        .bind("kind", HEARTBEAT)
        .execute();
  }

  private static void note(Handle handle, Window window, long expected, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO notes (source, kind, sentence, noted_at)
            VALUES (:source, :kind, :sentence, :now)
            """)
        .bind("source", window.source())
        .bind("kind", HEARTBEAT)
        .bind(
            "sentence",
            "the log from "
                + window.from()
                + " to "
                + window.to()
                + " shows none of our own requests, although "
                + expected
                + " windows were read then and reading writes to the log: see that the vendor still"
                + " audits, and that nothing filters its log")
        .bind("now", Micros.of(now))
        .execute();
  }
}
