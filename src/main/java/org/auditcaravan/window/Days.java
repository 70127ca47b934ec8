package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The UTC days of a source, as the ledger knows them. */
public final class Days {
  /** A time of the day that no window covers. */
  public static final String NOT_ASKED = "not-asked";

  private static final Duration DAY = Duration.ofDays(1);

  private static final String WINDOWS =
      """
      SELECT from_at, to_at, CASE WHEN state = 'gap'
          OR (state = 'committed' AND recheck_at IS NULL AND asked_at IS NULL AND retry_at IS NULL
            AND next_scope IS NULL AND reconcile_at IS NULL)
          OR (state = 'failed' AND EXISTS (SELECT 1 FROM acknowledgements a
            WHERE a.source = w.source AND a.closed_at IS NULL
              AND a.from_at <= w.from_at AND a.to_at >= w.to_at))
        THEN 1 ELSE 0 END AS done,
        CASE WHEN EXISTS (SELECT 1 FROM manifests m WHERE m.window_id = w.id AND m.seal IS NULL)
        THEN 1 ELSE 0 END AS unsealed
      FROM windows w WHERE source = :source AND state <> 'split' ORDER BY from_at
      """;

  private static final String MANIFESTS =
      """
      SELECT m.manifest_key, m.sha256 FROM manifests m JOIN windows w ON w.id = m.window_id
      WHERE m.source = :source AND m.seal IS NULL AND w.from_at >= :from AND w.from_at < :to
      ORDER BY m.sequence
      """;

  private static final String RECONCILED =
      """
      SELECT COUNT(*) AS windows, COALESCE(SUM(r.seen), 0) AS seen,
        COALESCE(SUM(r.missing), 0) AS missing, COALESCE(SUM(r.unseen), 0) AS unseen,
        MAX(r.done_at) AS last_at
      FROM reconciliations r JOIN windows w ON w.id = r.window_id
      WHERE r.source = :source AND w.from_at >= :from AND w.from_at < :to
      """;

  private static final String LETTERS =
      """
      SELECT reason AS name, COUNT(*) AS number FROM dead_letters
      WHERE source = :source AND state = :state AND from_at >= :from AND from_at < :to
      GROUP BY reason
      """;

  private final Store store;

  Days(Store store) {
    this.store = store;
  }

  /**
   * A manifest that no digest names yet.
   *
   * @param key its key
   * @param sha256 the SHA-256 of its bytes, in hex
   */
  public record Unsealed(String key, String sha256) {}

  /**
   * What is to be said of a day.
   *
   * @param manifests what no digest names yet, in the order of their chain
   * @param gaps what is not covered, within the day, in order of time
   * @param open dead letters that are open, by reason
   * @param dismissed dead letters that people have given up, by reason
   * @param reconciled what reading windows by another way has shown
   */
  public record Account(
      List<Unsealed> manifests,
      List<Gap> gaps,
      Map<String, Long> open,
      Map<String, Long> dismissed,
      Reconciled reconciled) {}

  /**
   * The days that can be closed: over, covered from the source's begin on, with nothing left to be
   * read, and with something that no digest tells; in order.
   */
  public List<LocalDate> complete(String source, Instant now) {
    return store.read(
        handle -> {
          Map<LocalDate, Day> days = new TreeMap<>();
          Instant[] begin = new Instant[1];
          handle
              .createQuery(WINDOWS)
              .bind("source", source)
              .map(
                  (rs, ctx) -> {
                    Instant from = Micros.at(rs.getLong("from_at"));
                    begin[0] = begin[0] == null ? from : begin[0];
                    days.computeIfAbsent(date(from), date -> new Day())
                        .add(
                            Duration.between(from, Micros.at(rs.getLong("to_at"))),
                            rs.getInt("done") == 1,
                            rs.getInt("unsealed") == 1);
                    return from;
                  })
              .list();
          Set<String> sealed = sealed(handle, source);
          List<LocalDate> complete = new ArrayList<>();
          days.forEach(
              (date, day) -> {
                Instant start = start(date);
                Instant from = begin[0].isAfter(start) ? begin[0] : start;
                if (!now.isBefore(start.plus(DAY))
                    && day.done
                    && day.covered.equals(Duration.between(from, start.plus(DAY)))
                    && (day.unsealed || !sealed.contains(date.toString()))) {
                  complete.add(date);
                }
              });
          return complete;
        });
  }

  private static final class Day {
    private Duration covered = Duration.ZERO;
    private boolean done = true;
    private boolean unsealed;

    void add(Duration window, boolean isDone, boolean isUnsealed) {
      covered = covered.plus(window);
      done &= isDone;
      unsealed |= isUnsealed;
    }
  }

  private static Set<String> sealed(Handle handle, String source) {
    return new HashSet<>(
        handle
            .createQuery(
                "SELECT sealed_day FROM seals WHERE source = :source AND sealed_day IS NOT NULL")
            .bind("source", source)
            .mapTo(String.class)
            .list());
  }

  /** What is to be said of this day now. */
  public Account account(String source, LocalDate date) {
    Instant from = start(date);
    Instant to = from.plus(DAY);
    return store.read(
        handle ->
            new Account(
                query(handle, MANIFESTS, source, from, to)
                    .map((rs, ctx) -> new Unsealed(rs.getString(1), rs.getString(2)))
                    .list(),
                gaps(handle, source, from, to),
                letters(handle, source, from, to, "open"),
                letters(handle, source, from, to, "dismissed"),
                query(handle, RECONCILED, source, from, to)
                    .map((rs, ctx) -> Reconciliations.of(rs))
                    .one()));
  }

  private static List<Gap> gaps(Handle handle, String source, Instant from, Instant to) {
    List<Gap> gaps =
        new ArrayList<>(
            Coverage.of(handle, source).gaps().stream()
                .filter(gap -> gap.from().isBefore(to) && gap.to().isAfter(from))
                .map(gap -> gap.within(from, to))
                .toList());
    Instant[] covered = {from};
    query(
            handle,
            "SELECT from_at, to_at FROM windows WHERE source = :source AND state <> 'split'"
                + " AND from_at >= :from AND from_at < :to ORDER BY from_at",
            source,
            from,
            to)
        .map(
            (rs, ctx) -> {
              notAsked(gaps, covered[0], Micros.at(rs.getLong("from_at")));
              covered[0] = Micros.at(rs.getLong("to_at"));
              return covered[0];
            })
        .list();
    notAsked(gaps, covered[0], to);
    gaps.sort(Comparator.comparing(Gap::from));
    return gaps;
  }

  private static void notAsked(List<Gap> gaps, Instant from, Instant to) {
    if (from.isBefore(to)) {
      gaps.add(new Gap(from, to, NOT_ASKED, null, false, null, 0, null, null));
    }
  }

  private static Map<String, Long> letters(
      Handle handle, String source, Instant from, Instant to, String state) {
    Map<String, Long> letters = new TreeMap<>();
    query(handle, LETTERS, source, from, to)
        .bind("state", state)
        .map((rs, ctx) -> letters.put(rs.getString("name"), rs.getLong("number")))
        .list();
    return letters;
  }

  private static Query query(Handle handle, String sql, String source, Instant from, Instant to) {
    return handle
        .createQuery(sql)
        .bind("source", source)
        .bind("from", Micros.of(from))
        .bind("to", Micros.of(to));
  }

  private static Instant start(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static LocalDate date(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
