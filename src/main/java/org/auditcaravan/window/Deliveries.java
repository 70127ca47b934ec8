package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What every sink other than the archive owes: a row for each committed revision. */
public final class Deliveries {
  private static final String AGAIN =
      """
      UPDATE deliveries SET state = 'owed', next_at = :now, attempts = 0, counts = NULL,
        sentence = NULL
      WHERE source = :source AND sink = :sink
        AND window_id IN (SELECT id FROM windows
          WHERE source = :source AND from_at >= :from AND from_at < :to)
      """;

  private static final String MISSING =
      """
      INSERT INTO deliveries (window_id, revision, sink, source, state, next_at)
      SELECT m.window_id, m.revision, :sink, m.source, 'owed', :now
      FROM manifests m JOIN windows w ON w.id = m.window_id
      WHERE m.source = :source AND w.from_at >= :from AND w.from_at < :to
        AND NOT EXISTS (SELECT 1 FROM deliveries d
          WHERE d.window_id = m.window_id AND d.revision = m.revision AND d.sink = :sink)
      """;

  private static final String FORGET =
      """
      DELETE FROM deliveries WHERE source = :source AND state = 'owed'
        AND window_id IN (SELECT id FROM windows WHERE source = :source AND from_at < :first)
      """;

  private final Store store;

  Deliveries(Store store) {
    this.store = store;
  }

  /** Takes away what is owed of days that the archive has let go. */
  static int forget(Handle handle, String source) {
    return Seals.horizon(handle, source)
        .map(
            first ->
                handle
                    .createUpdate(FORGET)
                    .bind("source", source)
                    .bind("first", Micros.of(first.atStartOfDay(ZoneOffset.UTC).toInstant()))
                    .execute())
        .orElse(0);
  }

  /**
   * The oldest revision, in the order of the chain, that the sink owes and that is due. A later
   * revision of a window never overtakes an earlier one.
   */
  public Optional<Delivery> owed(String source, String sink, Instant now) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT d.window_id, d.revision, d.attempts, w.from_at, w.to_at,
                      m.manifest_key, m.sha256
                    FROM deliveries d
                    JOIN windows w ON w.id = d.window_id
                    JOIN manifests m ON m.window_id = d.window_id AND m.revision = d.revision
                    WHERE d.source = :source AND d.sink = :sink AND d.state = 'owed'
                      AND d.next_at <= :now
                      AND NOT EXISTS (SELECT 1 FROM deliveries e
                        WHERE e.window_id = d.window_id AND e.sink = d.sink AND e.state = 'owed'
                          AND e.revision < d.revision)
                    ORDER BY m.sequence
                    LIMIT 1
                    """)
                .bind("source", source)
                .bind("sink", sink)
                .bind("now", Micros.of(now))
                .map(
                    (rs, ctx) ->
                        new Delivery(
                            rs.getLong("window_id"),
                            new Window(
                                source,
                                Micros.at(rs.getLong("from_at")),
                                Micros.at(rs.getLong("to_at"))),
                            rs.getInt("revision"),
                            sink,
                            rs.getString("manifest_key"),
                            rs.getString("sha256"),
                            rs.getInt("attempts")))
                .findOne());
  }

  /**
   * Records what became of a delivery that was carried through. Books that do not balance are kept
   * as {@code unbalanced}, never as delivered.
   *
   * @param counts the sink's books, in records
   * @return whether the books balance
   * @throws LeaseLost when the fencing number is not current
   * @throws IllegalStateException when no such revision was committed for this sink
   */
  public boolean delivered(Delivery delivery, long fencing, Tally counts) {
    boolean balanced = counts.missing() == 0;
    String sentence =
        balanced
            ? null
            : counts.missing()
                + " records are unaccounted for: look for a step in the sink's route that drops"
                + " messages, then run reindex";
    store.run(
        delivery.window().source(),
        fencing,
        handle ->
            update(
                handle,
                delivery,
                "state = :state, counts = :counts, attempts = attempts + 1, sentence = :sentence",
                balanced ? "delivered" : "unbalanced",
                Json.write(counts),
                sentence,
                null));
    return balanced;
  }

  /**
   * The sink could not take it now.
   *
   * @param sentence why, without any secret
   * @param pause how long until it is tried again
   * @throws LeaseLost when the fencing number is not current
   */
  public void postponed(
      Delivery delivery, long fencing, String sentence, Instant now, Duration pause) {
    store.run(
        delivery.window().source(),
        fencing,
        handle ->
            update(
                handle,
                delivery,
                "attempts = attempts + 1, sentence = :sentence, next_at = :next",
                "owed",
                null,
                sentence,
                now.plus(pause)));
  }

  private static void update(
      Handle handle,
      Delivery delivery,
      String assignments,
      String state,
      String counts,
      String sentence,
      Instant next) {
    int rows =
        handle
            .createUpdate(
                "UPDATE deliveries SET "
                    + assignments
                    + " WHERE window_id = :window AND revision = :revision AND sink = :sink")
            .bind("state", state)
            .bind("counts", counts)
            .bind("sentence", sentence)
            .bind("next", Micros.of(next))
            .bind("window", delivery.windowId())
            .bind("revision", delivery.revision())
            .bind("sink", delivery.sink())
            .execute();
    if (rows == 0) {
      throw new IllegalStateException(
          "revision "
              + delivery.revision()
              + " of window "
              + delivery.window().name()
              + " is not committed, so sink "
              + delivery.sink()
              + " cannot have it");
    }
  }

  /**
   * Makes the sink owe every committed revision of the windows that begin between these instants,
   * whether it has had it before or not: for a new sink, and for reindex.
   *
   * @return how many revisions it owes now
   */
  public int owe(String source, String sink, Instant from, Instant to, Instant now) {
    return store.write(
        handle -> {
          // The lock keeps a commit from adding the same row at the same time.
          store.lock(handle, source);
          int again = owe(handle, AGAIN, source, sink, from, to, now);
          int missing = owe(handle, MISSING, source, sink, from, to, now);
          return again + missing - forget(handle, source);
        });
  }

  /**
   * Makes the sink owe a window again, as far as it does not yet.
   *
   * @param due when it may be delivered
   * @return whether anything is owed because of this call
   */
  public boolean again(Window window, String sink, Instant due) {
    return store.write(
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE deliveries SET state = 'owed', next_at = :due, attempts = 0,
                          counts = NULL, sentence = NULL
                        WHERE source = :source AND sink = :sink AND state <> 'owed'
                          AND window_id IN (SELECT id FROM windows
                            WHERE source = :source AND from_at = :from AND to_at = :to)
                        """)
                    .bind("source", window.source())
                    .bind("sink", sink)
                    .bind("due", Micros.of(due))
                    .bind("from", Micros.of(window.from()))
                    .bind("to", Micros.of(window.to()))
                    .execute()
                > 0);
  }

  /** Whoever committed under an older fencing number is gone: nobody delivers straight away. */
  static void endHeadStarts(Handle handle, String source) {
    handle
        .createUpdate(
            """
            UPDATE deliveries d SET next_at = next_at - :headStart
            WHERE source = :source AND state = 'owed' AND attempts = 0
              AND next_at = (SELECT m.committed_at + :headStart FROM manifests m
                WHERE m.window_id = d.window_id AND m.revision = d.revision)
            """)
        .bind("headStart", Micros.of(Manifests.HEAD_START))
        .bind("source", source)
        .execute();
  }

  private static int owe(
      Handle handle,
      String sql,
      String source,
      String sink,
      Instant from,
      Instant to,
      Instant now) {
    return handle
        .createUpdate(sql)
        .bind("source", source)
        .bind("sink", sink)
        .bind("from", Micros.of(from))
        .bind("to", Micros.of(to))
        .bind("now", Micros.of(now))
        .execute();
  }
}
