package org.auditcaravan.window;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Tells how the sources stand. */
public final class Statuses {
  private static final String RECHECKS =
      """
      SELECT COUNT(*) FROM windows WHERE source = :source AND state = 'committed'
        AND (recheck_at <= :now OR asked_at <= :now OR next_scope IS NOT NULL)
      """;

  private static final String EMPTY =
      """
      SELECT COUNT(*) FROM windows w WHERE source = :source AND manifests > 0
        AND NOT EXISTS (SELECT 1 FROM manifests m
          WHERE m.window_id = w.id AND (m.confirmed OR m.events > 0))
      """;

  private static final String DELIVERIES =
      """
      SELECT sink AS name, COUNT(*) AS number FROM deliveries
      WHERE source = :source AND state = :state GROUP BY sink
      """;

  private static final String DEAD_LETTERS =
      """
      SELECT reason AS name, COUNT(*) AS number FROM dead_letters
      WHERE source = :source AND state = :state GROUP BY reason
      """;

  private final Store store;

  Statuses(Store store) {
    this.store = store;
  }

  /** Every source that the ledger knows, by name. */
  public List<SourceStatus> all(Instant now) {
    return store.read(
        handle ->
            handle
                .createQuery("SELECT * FROM sources ORDER BY name")
                .map((rs, ctx) -> SourceRow.of(rs))
                .list()
                .stream()
                .map(row -> status(handle, row, now))
                .toList());
  }

  private static SourceStatus status(Handle handle, SourceRow row, Instant now) {
    Coverage coverage = Coverage.of(handle, row.name());
    return new SourceStatus(
        row.name(),
        row.api(),
        row.organization(),
        row.firstStart(),
        row.holder(),
        row.holder() == null ? null : row.expires(),
        row.stoppedAt(),
        row.stoppedBecause(),
        coverage.from(),
        coverage.from() == null ? null : coverage.to(),
        coverage.states(),
        coverage.gaps(),
        coverage.acknowledgements(),
        number(handle, RECHECKS, row.name(), now),
        number(handle, EMPTY, row.name(), now),
        counts(handle, DELIVERIES, row.name(), "owed"),
        counts(handle, DELIVERIES, row.name(), "unbalanced"),
        counts(handle, DEAD_LETTERS, row.name(), "open"),
        number(handle, "SELECT SUM(events) FROM manifests WHERE source = :source", row.name(), now),
        number(
            handle, "SELECT SUM(records) FROM manifests WHERE source = :source", row.name(), now),
        row.headSequence(),
        Notes.of(handle, row.name()),
        Punctuality.of(handle, row.name()),
        Reconciliations.of(handle, row.name()),
        SuspectedRetention.of(handle, row.name()).orElse(null));
  }

  private static long number(Handle handle, String sql, String source, Instant now) {
    return handle
        .createQuery(sql)
        .bind("source", source)
        .bind("now", Micros.of(now))
        .map((rs, ctx) -> rs.getLong(1))
        .one();
  }

  private static Map<String, Long> counts(Handle handle, String sql, String source, String state) {
    Map<String, Long> counts = new TreeMap<>();
    handle
        .createQuery(sql)
        .bind("source", source)
        .bind("state", state)
        .map((rs, ctx) -> Map.entry(rs.getString("name"), rs.getLong("number")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }
}
