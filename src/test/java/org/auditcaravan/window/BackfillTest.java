package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A year is filled in beside the live feed, in virtual time, by the workers of one source. */
class BackfillTest {
  private static final Instant FIRST_START = Instant.parse("2026-11-10T12:00:00Z");
  private static final Duration TICK = Duration.ofMinutes(30);
  private static final Duration SETTLE = Duration.ofMinutes(15);

  @TempDir Path folder;
  private Instant now = FIRST_START;
  private DataSource dataSource;
  private Ledger ledger;
  private Windows windows;
  private final Map<WindowRead, Instant> running = new HashMap<>();
  private Duration worstLag = Duration.ZERO;
  private Duration longest = Duration.ofHours(6);
  private int live;
  private int filled;

  @Test
  void liveWindowsAreNotHeldUpByAYearOfBackfill() {
    start();
    Duration longRead = Duration.ofHours(5);
    while (now.isBefore(FIRST_START.plus(Duration.ofDays(2)))) {
      tick(longRead);
    }
    assertThat(live).isEqualTo(46);
    assertThat(filled).isPositive();
    // The normal lag of an hourly window that is looked for at every tick.
    Duration normal = SETTLE.plus(TICK);
    assertThat(worstLag).isLessThan(normal.multipliedBy(2));
  }

  @Test
  void aYearIsFilledInBoundedWindowsThroughKills() {
    longest = Duration.ofDays(1);
    start();
    for (int kill = 0; kill < 3; kill++) {
      int before = filled;
      while (filled < before + 25) {
        tick(Duration.ofMinutes(10));
      }
      running.clear();
      start();
    }
    do {
      tick(Duration.ofMinutes(10));
    } while (ledger.figures().windows().stream().anyMatch(BackfillTest::open));
    assertThat(filled).isGreaterThanOrEqualTo(365);
    SourceStatus status = ledger.statuses().all(now).get(0);
    assertThat(status.coveredFrom()).isEqualTo(FIRST_START.minus(Duration.ofDays(365)));
    assertThat(status.gaps()).isEmpty();
    assertThat(worstLag).isLessThan(SETTLE.plus(TICK).multipliedBy(2));
  }

  private static boolean open(Figures.Count count) {
    return !count.name().equals("committed");
  }

  /** Half an hour: the source is due, workers take what they get, and end what is through. */
  private void tick(Duration backfillRead) {
    running.entrySet().removeIf(read -> ended(read.getKey(), read.getValue()));
    windows.due("acme");
    for (WindowRead read = windows.claim("acme"); read != null; read = windows.claim("acme")) {
      boolean first = read.claim().live();
      if (first) {
        Duration lag = Duration.between(read.window().to(), now);
        worstLag = lag.compareTo(worstLag) > 0 ? lag : worstLag;
      }
      assertThat(read.window().length()).isLessThanOrEqualTo(longest);
      running.put(read, now.plus(first ? Duration.ofMinutes(1) : backfillRead));
    }
    now = now.plus(TICK);
  }

  private boolean ended(WindowRead read, Instant end) {
    if (now.isBefore(end)) {
      return false;
    }
    Claim claim = read.claim();
    Outcome outcome = new Outcome(new Tally(), new Tally(), true, claim.scope(), List.of(), 0);
    String key = "manifests/" + claim.window().name() + "_" + claim.revision();
    Reservation reservation =
        ledger
            .reservations()
            .reserve(claim, outcome, key, head -> key.getBytes(StandardCharsets.UTF_8));
    ledger.reservations().commit(reservation, claim.fencing(), now, List.of());
    read.committed();
    windows.done(read);
    live += claim.backfill() ? 0 : 1;
    filled += claim.backfill() ? 1 : 0;
    return true;
  }

  /** A process that begins, be it after a kill. */
  private void start() {
    if (dataSource == null) {
      dataSource = Database.H2.migrated(folder);
      ledger = new Ledger(dataSource);
      ledger.sources().register("acme", "genesys-audits", FIRST_START);
    }
    Sources sources =
        new Sources(
            TestSources.config(
                Map.of(
                    "sources.acme.api", "genesys-audits",
                    "sources.acme.region", "eu-central-1",
                    "sources.acme.client-id", "id",
                    "sources.acme.settle", SETTLE.toString(),
                    "sources.acme.vendor-retention", "P730D",
                    "sources.acme.backfill-window", longest.toString(),
                    "sources.acme.start", FIRST_START.minus(Duration.ofDays(365)).toString())));
    ledger.sources().find("acme").ifPresent(row -> ledger.leases().release("acme", row.fencing()));
    SourceClocks clocks = new SourceClocks(() -> now);
    Reads reads =
        new Reads(
            ledger,
            (source, claim) -> new SeenEvents(),
            (source, claim) -> new WindowsTest.Whole(),
            (source, claim) -> null);
    Verdicts verdicts =
        new Verdicts(
            ledger,
            clocks,
            new DeadLetters(dataSource, act -> {}),
            act -> {},
            Duration.ofMinutes(5));
    windows =
        new Windows(
            sources,
            ledger,
            new HeldLeases(ledger, Replica.anywhere(), sources.names(), Duration.ofHours(1)),
            clocks,
            reads,
            verdicts,
            new Rests(() -> now, Duration.ofMinutes(5)),
            new NextWindow(
                ledger,
                clocks,
                reads,
                verdicts,
                new Recognition(ledger, source -> Stream.of(), act -> {})));
  }
}
