package org.auditcaravan.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What stands in a ledger's tables. While the ledger is a file, only a running service may be asked
 * for it: who opens it first, owns it.
 */
final class LedgerState {
  private final String url;

  LedgerState(String url) {
    this.url = url;
  }

  /** What keeps the history up to this instant from being done with; empty when nothing does. */
  List<String> open(Instant until) {
    long end = micros(until);
    List<String> open = new ArrayList<>();
    counts(
            "SELECT name, count(*) FROM (SELECT source || ' ' || state || coalesce(' ' || sentence, '') AS name"
                + " FROM windows WHERE to_at <= ? AND state NOT IN ('committed', 'split')) open GROUP BY name",
            end)
        .forEach((state, count) -> open.add(count + " windows " + state));
    counts("SELECT source, count(*) FROM reservations GROUP BY source")
        .forEach((source, count) -> open.add("a reservation of " + source));
    counts(
            "SELECT name, count(*) FROM (SELECT source || ' ' || state || coalesce(' ' || sentence, '') AS name"
                + " FROM deliveries WHERE state <> 'delivered') owed GROUP BY name")
        .forEach((state, count) -> open.add(count + " deliveries " + state));
    counts(
            "SELECT name || ' is stopped: ' || stopped_because, count(*) FROM sources"
                + " WHERE stopped_at IS NOT NULL GROUP BY name, stopped_because")
        .forEach((source, count) -> open.add(source));
    return open;
  }

  /** By source, how many microseconds up to this instant are in committed windows. */
  Map<String, Long> covered(Instant until) {
    return counts(
        "SELECT source, cast(sum(to_at - from_at) AS bigint) FROM windows"
            + " WHERE state = 'committed' AND to_at <= ? GROUP BY source",
        micros(until));
  }

  /** By source, how many committed windows end after this instant. */
  Map<String, Long> coveredBeyond(Instant now) {
    return counts(
        "SELECT source, count(*) FROM windows WHERE state = 'committed' AND to_at > ? GROUP BY source",
        micros(now));
  }

  /** By source, how many windows are under way. */
  Map<String, Long> running() {
    return counts("SELECT source, count(*) FROM windows WHERE state = 'running' GROUP BY source");
  }

  /** By source, how many deliveries are owed. */
  Map<String, Long> owed() {
    return counts("SELECT source, count(*) FROM deliveries WHERE state = 'owed' GROUP BY source");
  }

  /** The keys of a source's manifests. */
  Set<String> manifests(String source) {
    return counts(
            "SELECT manifest_key, max(sequence) FROM manifests WHERE source = '"
                + source
                + "' GROUP BY manifest_key")
        .keySet();
  }

  /** The record ids of open dead letters. */
  Set<String> deadLetters() {
    return counts(
            "SELECT record_id, count(*) FROM dead_letters WHERE state = 'open'"
                + " AND record_id IS NOT NULL GROUP BY record_id")
        .keySet();
  }

  private Map<String, Long> counts(String sql, Long... parameters) {
    Map<String, Long> counts = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setLong(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          counts.put(rows.getString(1), rows.getLong(2));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The ledger " + url + " cannot be asked.", e);
    }
    return counts;
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }
}
