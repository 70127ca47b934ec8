package org.auditcaravan.window;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.auditcaravan.window.Figures.Count;
import org.jdbi.v3.core.mapper.RowMapper;

/** What runs out, and what has waited since when, by source. */
public final class Deadlines {
  /** What is still to be read, and what is tried again by itself. */
  private static final String PURGES =
      """
      SELECT source, MIN(purge_at) FROM windows WHERE owed = TRUE OR state = 'failed'
      GROUP BY source
      """;

  private static final String LETTERS =
      "SELECT source, MIN(first_at) FROM dead_letters WHERE state = 'open' GROUP BY source";

  private static final String SEALED =
      """
      SELECT s.name, s.first_start, (SELECT MAX(l.sealed_day) FROM seals l WHERE l.source = s.name)
      FROM sources s
      """;

  /** A digest that is settled, and not yet in the archive, cannot be anywhere else. */
  private static final String UNANCHORED =
      """
      SELECT s.name AS source, '' AS name,
        (SELECT COUNT(*) FROM seals l
          WHERE l.source = s.name AND l.digest IS NULL AND l.anchored_at IS NULL) AS number
      FROM sources s
      """;

  private final Store store;

  Deadlines(Store store) {
    this.store = store;
  }

  /** When the vendor begins to purge the oldest of what is not read; no entry where all is. */
  public Map<String, Instant> purges() {
    return instants(PURGES, (rs, ctx) -> Map.entry(rs.getString(1), Micros.at(rs.getLong(2))));
  }

  /** The first failure of the oldest open dead letter; no entry where there is none. */
  public Map<String, Instant> letters() {
    return instants(LETTERS, (rs, ctx) -> Map.entry(rs.getString(1), Micros.at(rs.getLong(2))));
  }

  /** The end of the last closed day, else the source's first start. */
  public Map<String, Instant> sealed() {
    return instants(
        SEALED,
        (rs, ctx) -> {
          String day = rs.getString(3);
          return Map.entry(
              rs.getString(1),
              day == null
                  ? Micros.at(rs.getLong(2))
                  : LocalDate.parse(day).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        });
  }

  /** Digests that the second place has not acknowledged. */
  public List<Count> unanchored() {
    return store.read(handle -> handle.createQuery(UNANCHORED).map(Figures.COUNT).list());
  }

  private Map<String, Instant> instants(String sql, RowMapper<Map.Entry<String, Instant>> row) {
    return store.read(
        handle -> {
          Map<String, Instant> instants = new TreeMap<>();
          handle
              .createQuery(sql)
              .map(row)
              .forEach(entry -> instants.put(entry.getKey(), entry.getValue()));
          return instants;
        });
  }
}
