package org.auditcaravan.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.Micros;
import org.auditcaravan.window.Window;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The table of dead letters: nothing leaves it by itself. */
public final class DeadLetters {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Jdbi jdbi;

  public DeadLetters(DataSource dataSource) {
    this.jdbi = Jdbi.create(dataSource);
  }

  /**
   * Keeps a failure. The same one again raises its attempts and last failure only, and opens it
   * again if it had been replayed; what was dismissed stays dismissed.
   */
  public void add(Failure failure, Instant now) {
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
   * Notes that it has been delivered after all.
   *
   * @return false when it was not open, so that nobody counts it twice
   */
  public boolean replayed(long id) {
    return close(id, State.REPLAYED, null, null);
  }

  /**
   * Closes what a delivery that was carried through has overtaken: the open letters of that very
   * revision and sink which did not fail again since the delivery began.
   *
   * @return how many were closed
   */
  public int overtaken(Delivery delivery, Instant begun) {
    return close(
        delivery.window(),
        delivery.sink(),
        " AND revision = " + delivery.revision() + " AND last_at < " + Micros.of(begun));
  }

  /**
   * Closes the letters of pages that could not be read, now that the window has been read.
   *
   * @return how many were closed
   */
  public int read(Window window) {
    return close(window, Reason.UNREADABLE_PAGE.text(), "");
  }

  private int close(Window window, String sink, String further) {
    return jdbi.withHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE dead_letters SET state = 'replayed'
                    WHERE state = 'open' AND source = :source AND sink = :sink
                      AND from_at = :from AND to_at = :to
                    """
                        + further)
                .bind("source", window.source())
                .bind("sink", sink)
                .bind("from", Micros.of(window.from()))
                .bind("to", Micros.of(window.to()))
                .execute());
  }

  /**
   * Notes that a person gave it up.
   *
   * @return false when it was not open
   */
  public boolean dismiss(long id, String who, String note) {
    return close(id, State.DISMISSED, who, note);
  }

  private boolean close(long id, State state, String who, String note) {
    return jdbi.withHandle(
        handle ->
            handle
                    .createUpdate(
                        "UPDATE dead_letters SET state = :state, who = :who, note = :note"
                            + " WHERE id = :id AND state = 'open'")
                    .bind("state", state.text())
                    .bind("who", who)
                    .bind("note", note)
                    .bind("id", id)
                    .execute()
                > 0);
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
        rs.getString("note"));
  }

  private static Instant instant(ResultSet rs, String column) throws SQLException {
    long micros = rs.getLong(column);
    return rs.wasNull() ? null : Micros.at(micros);
  }
}
