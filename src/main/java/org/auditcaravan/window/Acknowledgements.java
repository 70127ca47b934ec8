package org.auditcaravan.window;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.auditcaravan.config.Fault;
import org.auditcaravan.journal.Act;
import org.auditcaravan.journal.Journal;
import org.jdbi.v3.core.Handle;

/** The gaps that people have taken note of. Nothing leaves the table. */
public final class Acknowledgements {
  private static final String UNREAD =
      """
      SELECT COUNT(*) FROM windows WHERE source = :source AND state <> 'split' AND manifests = 0
        AND to_at > :from AND from_at < :to
      """;

  private final Store store;

  Acknowledgements(Store store) {
    this.store = store;
  }

  static List<Acknowledgement> of(Handle handle, String source) {
    return handle
        .createQuery("SELECT * FROM acknowledgements WHERE source = :source ORDER BY from_at, id")
        .bind("source", source)
        .map((rs, ctx) -> of(rs))
        .list();
  }

  private static Acknowledgement of(ResultSet rs) throws SQLException {
    return new Acknowledgement(
        Micros.at(rs.getLong("from_at")),
        Micros.at(rs.getLong("to_at")),
        rs.getString("reason"),
        rs.getString("who"),
        rs.getString("because"),
        Micros.at(rs.getLong("acknowledged_at")),
        Micros.at(rs.getObject("closed_at", Long.class)));
  }

  /**
   * The gaps that lie between these instants and that nobody has taken note of.
   *
   * @throws Fault when one of them reaches out of that time
   */
  public List<Gap> open(String source, Instant from, Instant to) {
    List<Gap> open =
        store.read(handle -> Coverage.of(handle, source)).gaps().stream()
            .filter(gap -> gap.acknowledgement() == null)
            .filter(gap -> gap.from().isBefore(to) && gap.to().isAfter(from))
            .toList();
    open.stream()
        .filter(gap -> gap.from().isBefore(from) || gap.to().isAfter(to))
        .findFirst()
        .ifPresent(gap -> refuse(gap, from, to));
    return open;
  }

  private static void refuse(Gap gap, Instant from, Instant to) {
    throw new Fault(
        "the gap "
            + gap.from()
            + " .. "
            + gap.to()
            + " reaches out of --from "
            + from
            + " --to "
            + to
            + ": give a time that holds the whole gap");
  }

  /** Notes that a person has taken note of a gap. */
  public void acknowledge(Act.Acknowledged act, Journal journal) {
    journal.keep(act);
    store.write(handle -> insert(handle, act));
  }

  static int insert(Handle handle, Act.Acknowledged act) {
    return handle
        .createUpdate(
            """
            INSERT INTO acknowledgements (source, from_at, to_at, reason, who, because,
              acknowledged_at)
            VALUES (:source, :from, :to, :reason, :who, :because, :at)
            """)
        .bind("source", act.source())
        .bind("from", Micros.of(act.from()))
        .bind("to", Micros.of(act.to()))
        .bind("reason", act.reason())
        .bind("who", act.who())
        .bind("because", act.because())
        .bind("at", Micros.of(act.at()))
        .execute();
  }

  /**
   * Closes what is covered by now.
   *
   * @return the gaps that were closed
   */
  public List<Acknowledgement> close(String source, Instant now, Journal journal) {
    List<Acknowledgement> covered = store.read(handle -> covered(handle, source));
    for (Acknowledgement one : covered) {
      Act.Closed act = new Act.Closed(source, now, one.from(), one.to());
      journal.keep(act);
      store.write(handle -> close(handle, act));
    }
    return covered;
  }

  private static List<Acknowledgement> covered(Handle handle, String source) {
    if (of(handle, source).stream().allMatch(one -> one.closedAt() != null)) {
      return List.of();
    }
    Coverage coverage = Coverage.of(handle, source);
    return coverage.acknowledgements().stream()
        .filter(one -> one.closedAt() == null)
        .filter(one -> coverage.gaps().stream().noneMatch(gap -> overlap(one, gap)))
        .filter(one -> unread(handle, source, one) == 0)
        .toList();
  }

  private static boolean overlap(Acknowledgement one, Gap gap) {
    return gap.from().isBefore(one.to()) && gap.to().isAfter(one.from());
  }

  private static long unread(Handle handle, String source, Acknowledgement one) {
    return handle
        .createQuery(UNREAD)
        .bind("source", source)
        .bind("from", Micros.of(one.from()))
        .bind("to", Micros.of(one.to()))
        .mapTo(Long.class)
        .one();
  }

  static int close(Handle handle, Act.Closed act) {
    return handle
        .createUpdate(
            """
            UPDATE acknowledgements SET closed_at = :at
            WHERE source = :source AND from_at = :from AND to_at = :to AND closed_at IS NULL
            """)
        .bind("at", Micros.of(act.at()))
        .bind("source", act.source())
        .bind("from", Micros.of(act.from()))
        .bind("to", Micros.of(act.to()))
        .execute();
  }
}
