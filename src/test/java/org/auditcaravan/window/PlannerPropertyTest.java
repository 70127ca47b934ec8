package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jdbi.v3.core.Jdbi;

/**
 * Whatever happens in whatever order, the windows of a source lie side by side: none overlaps
 * another, none crosses midnight or reaches into what has not settled, and none is missing.
 */
class PlannerPropertyTest {
  private static final String ACME = "acme";
  private static final Duration LEASE = Duration.ofHours(1);
  private static final List<Duration> DELAYS = List.of(Duration.ofHours(1), Duration.ofDays(1));

  /** One thing that happens to a source. */
  record Step(String name, Consumer<Run> effect) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A source of a ledger in memory, and what a test may know of it. */
  static final class Run {
    private final Jdbi database = Jdbi.create(MemoryDatabase.emptied());
    private final Ledger ledger = new Ledger(MemoryDatabase.source());
    private final Deque<Claim> claims = new ArrayDeque<>();
    private final Set<String> committed = new HashSet<>();
    private Instant now = Instant.parse("2026-11-10T12:34:56.789Z");
    private Planning planning =
        new Planning(
            Optional.empty(),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(4),
            LedgerFixture.ALL);
    private long fencing;
    private Instant earliest;

    Run() {
      ledger.sources().register(ACME, "genesys-audits", now);
      earliest = now.truncatedTo(ChronoUnit.SECONDS);
      restart();
      pass(Duration.ofHours(5));
      plan();
    }

    void restart() {
      claims.clear();
      fencing = ledger.leases().acquire(ACME, "replica", LEASE).orElseThrow();
    }

    void pass(Duration time) {
      now = now.plus(time);
    }

    void start(Duration ago) {
      Instant start = now.minus(ago).truncatedTo(ChronoUnit.SECONDS);
      planning =
          new Planning(
              Optional.of(start),
              planning.settle(),
              planning.live(),
              planning.backfill(),
              planning.retention(),
              planning.scope());
    }

    void lengths(Duration settle, Duration live, Duration backfill, Duration retention) {
      planning =
          new Planning(planning.start(), settle, live, backfill, retention, planning.scope());
    }

    void plan() {
      ledger.planner().plan(ACME, fencing, planning, now);
      Instant start = planning.start().orElse(earliest);
      Instant horizon = now.minus(planning.settle());
      planned(start, horizon);
    }

    void claim() {
      ledger.claims().claim(ACME, fencing, now).ifPresent(claims::add);
    }

    void fail() {
      claimed()
          .ifPresent(
              claim ->
                  ledger
                      .failures()
                      .fail(claim, "failed", "x", 500, null, now, Duration.ofMinutes(5)));
    }

    void split() {
      claimed()
          .ifPresent(
              claim -> {
                if (claim.divisible()) {
                  long half = claim.window().length().toSeconds() / 2;
                  ledger.failures().split(claim, claim.window().from().plusSeconds(half));
                } else {
                  ledger.claims().release(claim);
                }
              });
    }

    void commit() {
      claimed()
          .ifPresent(
              claim -> {
                Reservation made =
                    ledger
                        .reservations()
                        .reserve(
                            claim,
                            LedgerFixture.outcome(claim, 1),
                            LedgerFixture.key(claim),
                            head -> new byte[] {1});
                ledger.reservations().commit(made, fencing, now, DELAYS);
                committed.add(claim.window().name());
              });
    }

    /** The window that was claimed first, else one that is due. */
    private Optional<Claim> claimed() {
      if (claims.isEmpty()) {
        claim();
      }
      return Optional.ofNullable(claims.poll());
    }

    private List<WindowRow> windows() {
      return database.withHandle(
          handle ->
              handle
                  .createQuery("SELECT * FROM windows WHERE state <> 'split' ORDER BY from_at, id")
                  .map((rs, ctx) -> WindowRow.of(rs))
                  .list());
    }

    private void planned(Instant start, Instant horizon) {
      Instant at = start;
      for (WindowRow row : windows()) {
        if (row.window().to().isAfter(start) && !row.window().from().isAfter(at)) {
          at = row.window().to().isAfter(at) ? row.window().to() : at;
        }
      }
      assertThat(at.plus(planning.live()))
          .as("where the first hole is, from %s to %s", start, horizon)
          .isAfter(horizon);
    }

    void holds() {
      Instant end = Instant.MIN;
      Set<String> kept = new HashSet<>();
      for (WindowRow row : windows()) {
        Window window = row.window();
        assertThat(window.from()).as("%s overlaps", window.name()).isAfterOrEqualTo(end);
        assertThat(window.from()).isBefore(window.to());
        Instant day = window.from().truncatedTo(ChronoUnit.DAYS);
        assertThat(window.to()).as("midnight").isBeforeOrEqualTo(day.plus(1, ChronoUnit.DAYS));
        assertThat(window.to()).as("the future").isBeforeOrEqualTo(now);
        if (row.manifests() > 0) {
          kept.add(window.name());
        }
        end = window.to();
      }
      assertThat(kept).as("committed windows").isEqualTo(committed);
    }
  }

  @Property
  void windowsLieSideBySide(@ForAll("steps") List<Step> steps) {
    Run run = new Run();
    for (Step step : steps) {
      step.effect().accept(run);
      run.holds();
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.frequencyOf(
            Tuple.of(4, just("plan", Run::plan)),
            Tuple.of(4, just("claim", Run::claim)),
            Tuple.of(3, just("commit", Run::commit)),
            Tuple.of(2, just("split", Run::split)),
            Tuple.of(2, just("fail", Run::fail)),
            Tuple.of(1, just("restart", Run::restart)),
            Tuple.of(4, durations(1, 40 * 3600).map(PlannerPropertyTest::pass)),
            Tuple.of(1, durations(0, 6 * 86_400).map(PlannerPropertyTest::start)),
            Tuple.of(2, lengths()))
        .list()
        .ofMinSize(10)
        .ofMaxSize(40);
  }

  private static Arbitrary<Step> just(String name, Consumer<Run> effect) {
    return Arbitraries.just(new Step(name, effect));
  }

  private static Step pass(Duration time) {
    return new Step(time + " pass", run -> run.pass(time));
  }

  private static Step start(Duration ago) {
    return new Step("start " + ago + " ago", run -> run.start(ago));
  }

  private static Arbitrary<Step> lengths() {
    return Combinators.combine(
            durations(0, 7200),
            durations(60, 90_000),
            durations(60, 90_000),
            durations(3600, 500_000))
        .as(
            (settle, live, backfill, retention) ->
                new Step(
                    "settle %s window %s backfill %s kept %s"
                        .formatted(settle, live, backfill, retention),
                    run -> run.lengths(settle, live, backfill, retention)));
  }

  private static Arbitrary<Duration> durations(int least, int most) {
    return Arbitraries.integers().between(least, most).map(Duration::ofSeconds);
  }
}
