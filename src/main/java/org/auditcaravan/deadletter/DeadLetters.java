package org.auditcaravan.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.auditcaravan.journal.Act;
import org.auditcaravan.journal.Journal;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.Micros;
import org.auditcaravan.window.Window;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The table of dead letters: nothing leaves it by itself. */
public final class DeadLetters {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final int ANY = -1;
  private static final int PAGE = 1000;
  private static final String OVERTAKEN =
      """
       WHERE state = 'open' AND source = :source AND sink = :sink AND from_at = :from
        AND to_at = :to AND last_at < :before AND (:revision = -1 OR revision = :revision)
      """;

  private final Jdbi jdbi;
  private final Journal journal;

  /**
   * @param journal gets what happens to the letters before the table does
   */
  public DeadLetters(DataSource dataSource, Journal journal) {
    this.jdbi = Jdbi.create(dataSource);
    this.journal = journal;
  }

  /**
   * Keeps failures of one source. The same one again raises its attempts and last failure only, and
   * opens it again if it had been replayed; what was dismissed stays dismissed.
   */
  public void add(List<Failure> failures, Instant now) {
    journal.keep(Letters.refused(failures, now));
    failures.forEach(failure -> insertOrRaise(failure, now));
  }

  /** Has the table tell what the acts of a source's journal tell, in their order. */
  public void restore(String source, Iterable<Act> acts) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate("DELETE FROM dead_letters WHERE source = :source")
                .bind("source", source)
                .execute());
    acts.forEach(this::again);
  }

  private void again(Act act) {
    if (act instanceof Act.Refused refused) {
      Letters.failures(refused).forEach(failure -> insertOrRaise(failure, act.at()));
    } else if (act instanceof Act.Overtaken overtaken) {
      close(overtaken);
    } else if (act instanceof Act.Dismissed dismissed) {
      close(dismissed);
    }
  }

  private void insertOrRaise(Failure failure, Instant now) {
    if (again(failure, now)) {
      return;
    }
    try {
      insert(failure, now);
    } catch (UnableToExecuteStatementException e) {
      if (!isTwin(e) || !again(failure, now)) {
        throw e;
      }
    }
  }

  private static boolean isTwin(JdbiException e) {
    return e.getCause() instanceof SQLException cause
        && UNIQUE_VIOLATION.equals(cause.getSQLState());
  }

  private boolean again(Failure failure, Instant now) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE dead_letters SET attempts = attempts + 1, last_at = :now,
                          reason = :reason, message = :message, revision = :revision,
                          closed_at = CASE WHEN state = 'replayed' THEN NULL ELSE closed_at END,
                          state = CASE WHEN state = 'replayed' THEN 'open' ELSE state END
                        WHERE fingerprint = :fingerprint
                        """)
                    .bind("now", Micros.of(now))
                    .bind("reason", failure.reason().text())
                    .bind("message", failure.message())
                    .bind("revision", failure.revision())
                    .bind("fingerprint", failure.fingerprint())
                    .execute()
                > 0);
  }

  private void insert(Failure failure, Instant now) {
    Window window = failure.window();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO dead_letters (fingerprint, source, from_at, to_at, revision, sink, reason,
                      message, record_id, payload, first_at, last_at, attempts, state)
                    VALUES (:fingerprint, :source, :from, :to, :revision, :sink, :reason,
                      :message, :record, :payload, :now, :now, 1, 'open')
                    """)
                .bind("fingerprint", failure.fingerprint())
                .bind("source", failure.source())
                .bind("from", window == null ? null : Micros.of(window.from()))
                .bind("to", window == null ? null : Micros.of(window.to()))
                .bind("revision", failure.revision())
                .bind("sink", failure.sink())
                .bind("reason", failure.reason().text())
                .bind("message", failure.message())
                .bind("record", failure.recordId())
                .bind("payload", failure.payload())
                .bind("now", Micros.of(now))
                .execute());
  }

  /** The dead letters that the filter lets through, oldest first. */
  public List<DeadLetter> list(Filter filter, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM dead_letters
                    WHERE (:source = '' OR source = :source) AND (:reason = '' OR reason = :reason)
                      AND (:state = '' OR state = :state) AND id > :after
                    ORDER BY id LIMIT :limit
                    """)
                .bind("source", filter.source().orElse(""))
                .bind("reason", filter.reason().map(Reason::text).orElse(""))
                .bind("state", filter.state().map(State::text).orElse(""))
                .bind("after", filter.after())
                .bind("limit", limit)
                .map((rs, ctx) -> letter(rs))
                .list());
  }

  /** All dead letters that the filter lets through, oldest first. */
  public List<DeadLetter> all(Filter filter) {
    return Stream.iterate(
            list(filter, PAGE),
            page -> !page.isEmpty(),
            page -> list(filter.after(page.get(page.size() - 1)), PAGE))
        .flatMap(List::stream)
        .toList();
  }

  /** One dead letter. */
  public Optional<DeadLetter> find(long id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM dead_letters WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> letter(rs))
                .findOne());
  }

  /**
   * Closes what a delivery that was carried through has overtaken: the open letters of that very
   * revision and sink which did not fail again since the delivery began.
   *
   * @return how many were closed
   */
  public int overtaken(Delivery delivery, Instant begun) {
    Window window = delivery.window();
    return overtaken(
        new Act.Overtaken(
            window.source(),
            begun,
            window.from(),
            window.to(),
            delivery.sink(),
            delivery.revision(),
            begun));
  }

  /**
   * Closes the letters of pages that could not be read, now that the window has been read.
   *
   * @return how many were closed
   */
  public int read(Window window, Instant now) {
    return overtaken(
        new Act.Overtaken(
            window.source(),
            now,
            window.from(),
            window.to(),
            Reason.UNREADABLE_PAGE.text(),
            null,
            now));
  }

  private int overtaken(Act.Overtaken act) {
    long open =
        jdbi.withHandle(
            handle ->
                bind(handle.createQuery("SELECT COUNT(*) FROM dead_letters" + OVERTAKEN), act)
                    .mapTo(Long.class)
                    .one());
    if (open == 0) {
      return 0;
    }
    journal.keep(act);
    return close(act);
  }

  private int close(Act.Overtaken act) {
    return jdbi.withHandle(
        handle ->
            bind(
                    handle.createUpdate(
                        "UPDATE dead_letters SET state = 'replayed', closed_at = :at" + OVERTAKEN),
                    act)
                .bind("at", Micros.of(act.at()))
                .execute());
  }

  private static <T extends SqlStatement<T>> T bind(T statement, Act.Overtaken act) {
    return statement
        .bind("source", act.source())
        .bind("sink", act.sink())
        .bind("from", Micros.of(act.from()))
        .bind("to", Micros.of(act.to()))
        .bind("revision", act.revision() == null ? ANY : act.revision())
        .bind("before", Micros.of(act.before()));
  }

  /**
   * Notes that a person gave letters of one source up.
   *
   * @return how many of them were open
   */
  public int dismiss(List<DeadLetter> letters, String who, String because, Instant now) {
    Act.Dismissed act =
        new Act.Dismissed(
            letters.get(0).source(),
            now,
            who,
            because,
            letters.stream().map(DeadLetter::fingerprint).toList());
    journal.keep(act);
    return close(act);
  }

  private int close(Act.Dismissed act) {
    return jdbi.inTransaction(
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  "UPDATE dead_letters SET state = 'dismissed', who = :who, note = :note,"
                      + " closed_at = :at WHERE fingerprint = :fingerprint AND state = 'open'");
          act.fingerprints()
              .forEach(
                  fingerprint ->
                      batch
                          .bind("who", act.who())
                          .bind("note", act.because())
                          .bind("at", Micros.of(act.at()))
                          .bind("fingerprint", fingerprint)
                          .add());
          return IntStream.of(batch.execute()).sum();
        });
  }

  /** How many there are in each state; states without any are left out. */
  public Map<State, Long> counts() {
    Map<State, Long> counts = new EnumMap<>(State.class);
    jdbi.useHandle(
        handle ->
            handle
                .createQuery("SELECT state, COUNT(*) AS n FROM dead_letters GROUP BY state")
                .map((rs, ctx) -> Map.entry(State.of(rs.getString("state")), rs.getLong("n")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue())));
    return counts;
  }

  private static DeadLetter letter(ResultSet rs) throws SQLException {
    return new DeadLetter(
        rs.getLong("id"),
        rs.getString("fingerprint"),
        rs.getString("source"),
        instant(rs, "from_at"),
        instant(rs, "to_at"),
        rs.getString("sink"),
        Reason.of(rs.getString("reason")).orElseThrow(),
        rs.getString("message"),
        rs.getString("record_id"),
        rs.getBytes("payload"),
        instant(rs, "first_at"),
        instant(rs, "last_at"),
        rs.getInt("attempts"),
        State.of(rs.getString("state")),
        rs.getString("who"),
        rs.getString("note"),
        instant(rs, "closed_at"));
  }

  private static Instant instant(ResultSet rs, String column) throws SQLException {
    long micros = rs.getLong(column);
    return rs.wasNull() ? null : Micros.at(micros);
  }
}
