package org.auditcaravan.window;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * How all sources stand, in numbers. The database counts them by its indexes: it is cheap enough to
 * be asked all the time, with years of windows in the ledger.
 */
public final class Figures {
  private static final String COVERED =
      """
      SELECT s.name, COALESCE(
        (SELECT MIN(w.from_at) FROM windows w
          WHERE w.source = s.name AND w.backfill = FALSE AND w.owed = TRUE),
        (SELECT MAX(w.to_at) FROM windows w WHERE w.source = s.name AND w.backfill = FALSE),
        s.first_start) AS covered_to
      FROM sources s
      """;

  private static final String WINDOWS =
      "SELECT source, state AS name, COUNT(*) AS number FROM windows GROUP BY source, state";

  private static final String GAPS =
      """
      SELECT source, uncovered AS name, COUNT(*) AS number FROM windows w
      WHERE uncovered > '' AND NOT EXISTS (%1$s) GROUP BY uncovered, source
      """;

  private static final String GAP_SECONDS =
      """
      SELECT source, uncovered AS name, SUM(to_at - from_at) / 1000000 AS number FROM windows w
      WHERE uncovered > '' AND NOT EXISTS (%1$s) GROUP BY uncovered, source
      """;

  private static final String ACKNOWLEDGED =
      """
      SELECT source, uncovered AS name, COUNT(*) AS number FROM windows w
      WHERE uncovered > '' AND EXISTS (%1$s) GROUP BY uncovered, source
      """;

  /** As {@link Acknowledgement#covers} says. */
  private static final String ACKNOWLEDGEMENT =
      """
      SELECT 1 FROM acknowledgements a WHERE a.source = w.source AND a.closed_at IS NULL
        AND a.from_at <= w.from_at AND a.to_at >= w.to_at
      """;

  private static final String STOPPED =
      """
      SELECT name AS source, '' AS name, CASE WHEN stopped_at IS NULL THEN 0 ELSE 1 END AS number
      FROM sources
      """;

  private static final String OWED =
      """
      SELECT source, sink AS name, COUNT(*) AS number FROM deliveries
      WHERE state = 'owed' GROUP BY source, sink
      """;

  private static final String NOTES =
      "SELECT source, kind AS name, COUNT(*) AS number FROM notes GROUP BY source, kind";

  private static final String DEAD_LETTERS =
      """
      SELECT source, reason AS name, COUNT(*) AS number FROM dead_letters
      WHERE state = 'open' GROUP BY source, reason
      """;

  /** Reads the columns source, name and number. */
  static final RowMapper<Count> COUNT =
      (rs, ctx) -> new Count(rs.getString(1), rs.getString(2), rs.getLong(3));

  private final Store store;

  Figures(Store store) {
    this.store = store;
  }

  /**
   * How many there are of something.
   *
   * @param name the state, the reason or the sink
   */
  public record Count(String source, String name, long number) {}

  /**
   * The end of what is covered, by source. Backfill is left aside: it is behind by its nature, and
   * would hide how live reading stands.
   */
  public Map<String, Instant> coveredTo() {
    return store.read(
        handle -> {
          Map<String, Instant> covered = new TreeMap<>();
          handle
              .createQuery(COVERED)
              .map((rs, ctx) -> Map.entry(rs.getString(1), Micros.at(rs.getLong(2))))
              .forEach(entry -> covered.put(entry.getKey(), entry.getValue()));
          return covered;
        });
  }

  /** Windows, by state. */
  public List<Count> windows() {
    return counts(WINDOWS);
  }

  /** Windows that are not covered, or not as a whole, and not acknowledged, by reason. */
  public List<Count> gaps() {
    return counts(GAPS.formatted(ACKNOWLEDGEMENT));
  }

  /** Their length in seconds, by reason. */
  public List<Count> gapSeconds() {
    return counts(GAP_SECONDS.formatted(ACKNOWLEDGEMENT));
  }

  /** Those of them that somebody has acknowledged, by reason. */
  public List<Count> acknowledged() {
    return counts(ACKNOWLEDGED.formatted(ACKNOWLEDGEMENT));
  }

  /** 1 for each source that somebody has to repair, 0 for the others. */
  public List<Count> stopped() {
    return counts(STOPPED);
  }

  /** The sources whose vendor may keep less than was thought. */
  public Map<String, SuspectedRetention> suspected() {
    return store.read(
        handle -> {
          Map<String, SuspectedRetention> suspected = new TreeMap<>();
          for (String source :
              handle.createQuery("SELECT name FROM sources").mapTo(String.class).list()) {
            SuspectedRetention.of(handle, source).ifPresent(found -> suspected.put(source, found));
          }
          return suspected;
        });
  }

  /** Revisions that sinks owe, by sink. */
  public List<Count> owed() {
    return counts(OWED);
  }

  /** Notes of the sources, by kind. */
  public List<Count> notes() {
    return counts(NOTES);
  }

  /** Open dead letters, by reason. */
  public List<Count> deadLetters() {
    return counts(DEAD_LETTERS);
  }

  private List<Count> counts(String sql) {
    return store.read(handle -> handle.createQuery(sql).map(COUNT).list());
  }
}
