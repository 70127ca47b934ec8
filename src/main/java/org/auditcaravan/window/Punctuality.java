package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.auditcaravan.window.Lateness.Delay;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Keeps how late events come, for each source. */
public final class Punctuality {
  /** Up to this share, late events are what the rechecks are for. */
  private static final double TOLERATED = 0.01;

  private static final List<Duration> CLASSES =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(4),
          Duration.ofDays(8));

  private final Store store;

  Punctuality(Store store) {
    this.store = store;
  }

  /**
   * Counts the events that the first read of a live window found.
   *
   * @param settle how long windows are left to settle
   */
  public void onTime(String source, Duration settle, long events, Instant now) {
    store.write(
        handle -> {
          add(handle, source, settle, Duration.ZERO, Duration.ZERO, events, Duration.ZERO, now);
          return null;
        });
  }

  /**
   * Counts the events that only a recheck found.
   *
   * @param settle how long windows are left to settle
   * @param recheck how long after its window's end the recheck was due
   * @param delays of each event, from its own time until it was found
   */
  public void late(
      String source, Duration settle, Duration recheck, Collection<Duration> delays, Instant now) {
    Map<Duration, List<Duration>> classes = new TreeMap<>();
    delays.forEach(
        delay -> classes.computeIfAbsent(within(delay), key -> new ArrayList<>()).add(delay));
    store.write(
        handle -> {
          classes.forEach(
              (within, all) ->
                  add(
                      handle,
                      source,
                      settle,
                      recheck,
                      within,
                      all.size(),
                      all.stream().max(Duration::compareTo).orElseThrow(),
                      now));
          return null;
        });
  }

  private static Duration within(Duration delay) {
    return CLASSES.stream()
        .filter(limit -> delay.compareTo(limit) <= 0)
        .findFirst()
        .orElse(Duration.ofDays(delay.toDays() + 1));
  }

  private void add(
      Handle handle,
      String source,
      Duration settle,
      Duration recheck,
      Duration within,
      long events,
      Duration longest,
      Instant now) {
    // The lock keeps two workers from inserting the same row.
    store.lock(handle, source);
    String where =
        " WHERE source = :source AND settle_seconds = :settle"
            + " AND recheck_seconds = :recheck AND within_seconds = :within";
    int known =
        bound(
                handle.createUpdate(
                    "UPDATE lateness SET events = events + :events, last_at = :now,"
                        + " longest_seconds = GREATEST(longest_seconds, :longest)"
                        + where),
                source,
                settle,
                recheck,
                within)
            .bind("events", events)
            .bind("longest", longest.toSeconds())
            .bind("now", Micros.of(now))
            .execute();
    if (known == 0) {
      bound(
              handle.createUpdate(
                  "INSERT INTO lateness (source, settle_seconds, recheck_seconds, within_seconds,"
                      + " events, longest_seconds, last_at) VALUES (:source, :settle, :recheck,"
                      + " :within, :events, :longest, :now)"),
              source,
              settle,
              recheck,
              within)
          .bind("events", events)
          .bind("longest", longest.toSeconds())
          .bind("now", Micros.of(now))
          .execute();
    }
  }

  private static Update bound(
      Update update, String source, Duration settle, Duration recheck, Duration within) {
    return update
        .bind("source", source)
        .bind("settle", settle.toSeconds())
        .bind("recheck", recheck.toSeconds())
        .bind("within", within.toSeconds());
  }

  private record Row(
      Duration settle, Duration recheck, Duration within, long events, long longest) {
    boolean first() {
      return recheck.isZero();
    }
  }

  static Lateness of(Handle handle, String source) {
    List<Row> rows =
        handle
            .createQuery(
                """
                SELECT * FROM lateness WHERE source = :source AND settle_seconds =
                  (SELECT settle_seconds FROM lateness WHERE source = :source
                    ORDER BY last_at DESC, settle_seconds LIMIT 1)
                ORDER BY recheck_seconds, within_seconds
                """)
            .bind("source", source)
            .map(
                (rs, ctx) ->
                    new Row(
                        Duration.ofSeconds(rs.getLong("settle_seconds")),
                        Duration.ofSeconds(rs.getLong("recheck_seconds")),
                        Duration.ofSeconds(rs.getLong("within_seconds")),
                        rs.getLong("events"),
                        rs.getLong("longest_seconds")))
            .list();
    long onTime = rows.stream().filter(Row::first).mapToLong(Row::events).sum();
    List<Row> after = rows.stream().filter(row -> !row.first()).toList();
    long late = after.stream().mapToLong(Row::events).sum();
    long longest = after.stream().mapToLong(Row::longest).max().orElse(0);
    return new Lateness(
        rows.isEmpty() ? null : rows.get(0).settle(),
        onTime,
        late,
        late == 0 ? null : Duration.ofSeconds(longest),
        after.stream().map(row -> new Delay(row.recheck(), row.within(), row.events())).toList(),
        hint(after, onTime, late, Duration.ofSeconds(longest)));
  }

  /** The shortest delay after a window's end by which all but a tolerated share had been found. */
  private static String hint(List<Row> after, long onTime, long late, Duration longest) {
    if (late <= TOLERATED * (onTime + late)) {
      return null;
    }
    long left = late;
    Duration enough = Duration.ZERO;
    for (Row row : after) {
      if (left > TOLERATED * (onTime + late)) {
        enough = row.recheck();
      }
      left -= row.events();
    }
    return String.format(
        Locale.ROOT,
        "%.1f %% of events came after settle, the latest was found %s after its time:"
            + " set settle to %s",
        100.0 * late / (onTime + late),
        longest,
        enough);
  }
}
