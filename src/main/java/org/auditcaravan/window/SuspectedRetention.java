package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The oldest windows in a row that were empty when they were read, long after their time, while
 * later ones have events: the vendor may keep less than was thought.
 *
 * @param from the first instant of the oldest
 * @param to the first instant of the first window that has events
 * @param windows how many were empty
 * @param retention the retention that this would mean, from the first event that was there
 * @param sentence what it says, and what to do
 */
public record SuspectedRetention(
    Instant from, Instant to, long windows, Duration retention, String sentence) {

  /** A quiet night is no suspicion. */
  private static final Duration SHORTEST = Duration.ofDays(1);

  private static final String RUN =
      """
      SELECT COUNT(*) AS windows, MIN(w.from_at) AS from_at, MAX(w.to_at) AS to_at,
        MAX(w.purge_at - w.from_at) AS kept, MAX(m.committed_at) AS read_at
      FROM windows w JOIN manifests m ON m.window_id = w.id AND m.revision = 0
      WHERE w.source = :source AND w.to_at <= :first AND m.committed_at - w.to_at >= :shortest
      """;

  static Optional<SuspectedRetention> of(Handle handle, String source) {
    Optional<Long> first =
        handle
            .createQuery(
                """
                SELECT MIN(w.from_at) FROM windows w JOIN manifests m ON m.window_id = w.id
                WHERE w.source = :source AND m.events > 0
                """)
            .bind("source", source)
            .mapTo(Long.class)
            .findOne();
    return first.flatMap(
        found ->
            handle
                .createQuery(RUN)
                .bind("source", source)
                .bind("first", found)
                .bind("shortest", SHORTEST.toSeconds() * 1_000_000)
                .map(
                    (rs, ctx) ->
                        rs.getLong("windows") == 0
                            ? Optional.<SuspectedRetention>empty()
                            : of(
                                Micros.at(rs.getLong("from_at")),
                                Micros.at(rs.getLong("to_at")),
                                rs.getLong("windows"),
                                Duration.ofSeconds(rs.getLong("kept") / 1_000_000),
                                Micros.at(rs.getLong("read_at"))))
                .one());
  }

  private static Optional<SuspectedRetention> of(
      Instant from, Instant to, long windows, Duration kept, Instant read) {
    boolean atTheEdge =
        Duration.between(from, read).compareTo(kept.multipliedBy(9).dividedBy(10)) > 0;
    if (!atTheEdge && Duration.between(from, to).compareTo(SHORTEST) < 0) {
      return Optional.empty();
    }
    Duration suspected = Duration.ofDays(Math.max(1, Duration.between(to, read).toDays()));
    return Optional.of(
        new SuspectedRetention(
            from,
            to,
            windows,
            suspected,
            windows
                + " windows before "
                + to
                + " were empty when they were read: either nothing happened, or the vendor keeps"
                + " events for about "
                + suspected.toDays()
                + " days and not "
                + kept.toDays()
                + "; ask the vendor, then set vendor-retention, or start to "
                + to));
  }
}
