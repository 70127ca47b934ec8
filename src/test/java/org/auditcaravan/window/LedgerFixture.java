package org.auditcaravan.window;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A ledger with the source acme, started at noon, in each of the databases. */
@ParameterizedClass
@EnumSource(Database.class)
abstract class LedgerFixture {
  static final String ACME = "acme";
  static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
  static final Duration LIFE = Duration.ofHours(1);
  static final List<Duration> DELAYS =
      List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(3));
  static final Scope ALL = new Scope(List.of(), Map.of(), Map.of(), Map.of());
  static final Scope LOGINS = new Scope(List.of("Login"), Map.of(), Map.of(), Map.of());
  static final Planning USUAL =
      new Planning(
          Optional.empty(),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(90),
          ALL);

  @Parameter Database database;
  @TempDir Path folder;
  DataSource dataSource;
  Ledger ledger;
  long fencing;

  @BeforeEach
  void start() {
    dataSource = database.migrated(folder);
    ledger = new Ledger(dataSource);
    ledger.sources().register(ACME, "genesys-audits", NOON);
    fencing = lease("replica-1");
  }

  long lease(String replica) {
    return ledger.leases().acquire(ACME, replica, LIFE).orElseThrow();
  }

  /** As when the replica that holds the lease has died and its lease has run out. */
  long takeLeaseFromTheDead(String replica) {
    Jdbi.create(dataSource)
        .useHandle(
            handle -> handle.execute("UPDATE sources SET expires_at = expires_at - 7200000000"));
    return lease(replica);
  }

  static Instant at(String time) {
    return Instant.parse(time.contains("T") ? time : "2026-11-10T" + time + ":00Z");
  }

  static Planning starting(String start) {
    return new Planning(
        Optional.of(at(start)),
        USUAL.settle(),
        USUAL.live(),
        USUAL.backfill(),
        USUAL.retention(),
        ALL);
  }

  static Planning asking(Planning planning, Scope scope) {
    return new Planning(
        planning.start(),
        planning.settle(),
        planning.live(),
        planning.backfill(),
        planning.retention(),
        scope);
  }

  static Planning keeping(Planning planning, Duration retention) {
    return new Planning(
        planning.start(),
        planning.settle(),
        planning.live(),
        planning.backfill(),
        retention,
        planning.scope());
  }

  static Planning cutting(Planning planning, Duration live, Duration backfill) {
    return new Planning(
        planning.start(),
        planning.settle(),
        live,
        backfill,
        planning.retention(),
        planning.scope());
  }

  int plan(Planning planning, String now) {
    return ledger.planner().plan(ACME, fencing, planning, at(now));
  }

  Claim claim(String now) {
    return ledger.claims().claim(ACME, fencing, at(now)).orElseThrow();
  }

  Optional<Claim> maybeClaim(String now) {
    return ledger.claims().claim(ACME, fencing, at(now));
  }

  static Outcome outcome(Claim claim, long events) {
    return new Outcome(
        tally(events), tally(2 * events), true, claim.scope(), List.of("elasticsearch"), 0);
  }

  static Tally tally(long delivered) {
    Tally tally = new Tally();
    tally.received(delivered);
    tally.delivered(delivered);
    return tally;
  }

  static String key(Claim claim) {
    return "manifests/" + claim.window().name() + "_" + claim.revision() + ".json";
  }

  Reservation reserve(Claim claim, long events) {
    return ledger
        .reservations()
        .reserve(
            claim,
            outcome(claim, events),
            key(claim),
            head ->
                (key(claim) + " " + head.sequence() + " " + head.previousSha256())
                    .getBytes(StandardCharsets.UTF_8));
  }

  Reservation commit(Claim claim, long events, String now) {
    Reservation reservation = reserve(claim, events);
    ledger.reservations().commit(reservation, claim.fencing(), at(now), DELAYS);
    return reservation;
  }

  SourceStatus status(String now) {
    return ledger.statuses().all(at(now)).get(0);
  }

  /** Every row of the table, as {@code 10:00-11:00 planned}; backfill and reasons are told, too. */
  List<String> windows() {
    List<String> lines = new ArrayList<>();
    Jdbi.create(dataSource)
        .useHandle(
            handle ->
                handle
                    .createQuery("SELECT * FROM windows ORDER BY from_at, to_at DESC")
                    .map((rs, ctx) -> WindowRow.of(rs))
                    .forEach(
                        row ->
                            lines.add(
                                span(row.window())
                                    + (row.backfill() ? " backfill " : " ")
                                    + row.state().text()
                                    + (row.reason() == null ? "" : " " + row.reason()))));
    return lines;
  }

  static String span(Window window) {
    return time(window.from()) + "-" + time(window.to());
  }

  private static String time(Instant instant) {
    String text = instant.toString();
    return text.substring(8, text.endsWith(":00Z") ? 16 : 19).replace('T', ' ');
  }
}
