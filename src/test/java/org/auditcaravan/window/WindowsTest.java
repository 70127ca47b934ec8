package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.deadletter.Filter;
import org.auditcaravan.deadletter.Reason;
import org.auditcaravan.journal.Act;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.pagination.Ask;
import org.auditcaravan.pagination.Paging;
import org.auditcaravan.pagination.Premature;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.TooLarge;
import org.auditcaravan.pagination.TransientFailure;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowsTest {
  private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

  @TempDir Path folder;
  private Instant now = NOON;
  private List<String> archived = List.of();
  private final List<Act> acts = new ArrayList<>();
  private DataSource dataSource;
  private Ledger ledger;
  private DeadLetters letters;
  private SourceClocks clocks;
  private Windows windows;

  @BeforeEach
  void start() {
    dataSource = Database.H2.migrated(folder);
    ledger = new Ledger(dataSource);
    letters = new DeadLetters(dataSource, acts::add);
    clocks = new SourceClocks(() -> now);
    Sources sources =
        new Sources(
            TestSources.config(
                Map.of(
                    "sources.acme.api", "genesys-audits",
                    "sources.acme.region", "eu-central-1",
                    "sources.acme.client-id", "id",
                    "sources.acme.start", "2026-11-10T06:00:00Z",
                    "sources.acme.backfill-window", "PT1H")));
    Reads reads =
        new Reads(
            ledger,
            (source, claim) -> new SeenEvents(),
            (source, claim) -> new Whole(),
            (source, claim) -> null);
    Verdicts verdicts = new Verdicts(ledger, clocks, letters, acts::add, Duration.ofMinutes(5));
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
                new Recognition(
                    ledger, source -> Stream.of(archived), acts::add, RecognitionTest.SELF)));
    ledger.sources().register("acme", "genesys-audits", NOON);
    windows.due("acme");
  }

  @Test
  void aPromiseThatCouldNotBeKeptRestsAndNothingElseIsClaimedMeanwhile() {
    promised(windows.claim("acme"));
    assertThat(windows.claim("acme")).isNull();
    assertThat(windows.renew()).isEmpty();
    now = now.plusSeconds(5);
    assertThat(windows.renew()).containsExactly("acme");
    assertThat(windows.renew()).isEmpty();
    WindowRead again = windows.claim("acme");
    assertThat(again.isPromised()).isTrue();
    fail(again, new IllegalStateException("still away"));
    now = now.plusSeconds(9);
    assertThat(windows.renew()).isEmpty();
    now = now.plusSeconds(1);
    assertThat(windows.renew()).containsExactly("acme");
  }

  @Test
  void oneWorkerOnlyFinishesAPromise() {
    promised(windows.claim("acme"));
    now = now.plusSeconds(5);
    assertThat(windows.claim("acme").isPromised()).isTrue();
    assertThat(windows.claim("acme").isPromised()).isFalse();
  }

  @Test
  void aWorkerThatIsStillAtItsPromiseIsNotHelped() {
    WindowRead read = windows.claim("acme");
    read.reserved(reserve(read));
    assertThat(windows.claim("acme").isPromised()).isFalse();
  }

  @Test
  void aWindowThatMetAnotherOnesPromiseHasNotFailed() {
    WindowRead read = windows.claim("acme");
    fail(read, new ReservationPending("acme", "manifests/other.json"));
    assertThat(windows.claim("acme").claim().id()).isEqualTo(read.claim().id());
    assertThat(ledger.statuses().all(now).get(0).gaps()).isEmpty();
  }

  @Test
  void aFailureThatCouldNotBeWrittenDownDoesNotLeaveItsWindowRunning() {
    WindowRead read = windows.claim("acme");
    rename("windows", "away");
    fail(read, new IllegalStateException("x"));
    rename("away", "windows");
    WindowRead again = windows.claim("acme");
    assertThat(again.claim().id()).isEqualTo(read.claim().id());
    assertThat(again.claim().fencing()).isGreaterThan(read.claim().fencing());
  }

  @Test
  void aLedgerThatForgotTheArchiveStopsTheSource() {
    archived = List.of("manifests/a.json");
    assertThat(windows.claim("acme")).isNull();
    assertThat(status().stoppedBecause())
        .contains("manifests/a.json", "knows of none", "backup", "rebuild", "acme.s3.prefix");
    assertThat(status().stoppedAt()).isEqualTo(NOON);
    assertThat(status().complete()).isFalse();
    assertThat(windows.claim("acme")).isNull();
  }

  @Test
  void clocksThatDifferStopThePlanningUntilTheVendorMayBeAskedAgain() {
    clocks.of("acme").seen(now.minusSeconds(301));
    assertThat(windows.claim("acme")).isNull();
    now = now.plus(SourceClock.DOUBT).plusSeconds(1);
    windows.due("acme");
    assertThat(windows.claim("acme")).isNotNull();
  }

  @Test
  void aWindowThatIsTooLargeIsSplitAndASecondBecomesAGap() {
    WindowRead read = windows.claim("acme");
    fail(read, new TooLarge(200, null, null, "more than it delivers"));
    Window half = windows.claim("acme").window();
    assertThat(half.to()).isEqualTo(read.window().to());
    assertThat(half.length()).isEqualTo(read.window().length().dividedBy(2));
    Jdbi.create(dataSource)
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE windows SET to_at = from_at + 1000000 WHERE state = 'planned'"));
    WindowRead second = windows.claim("acme");
    assertThat(second.window().length()).isEqualTo(Duration.ofSeconds(1));
    fail(second, new TooLarge(413, null, null, "too large"));
    assertThat(ledger.statuses().all(now).get(0).gaps())
        .extracting(Gap::reason)
        .containsExactly("too-large");
  }

  @Test
  void whatAFastClockHasPlannedWaitsUntilItHasSettledByTheVendorsClock() {
    WindowRead first = windows.claim("acme");
    fail(first, new Premature(first.window()));
    clocks.of("acme").seen(first.window().to());
    Instant settled = first.window().to().minus(first.source().settle());
    for (WindowRead read = windows.claim("acme"); read != null; read = windows.claim("acme")) {
      assertThat(read.window().to()).isBeforeOrEqualTo(settled);
      windows.done(read);
    }
    now = now.plus(first.source().settle());
    WindowRead again = windows.claim("acme");
    assertThat(again.window()).isEqualTo(first.window());
    assertThat(again.claim().attempt()).isEqualTo(1);
  }

  @Test
  void aWindowWhoseQueryTimesOutAtTheVendorAgainAndAgainIsHalved() {
    TransientFailure timeout =
        new TransientFailure(504, "request.timeout", null, "timed out", new byte[0]);
    WindowRead first = windows.claim("acme");
    WindowRead read = first;
    while (read.claim().patient()) {
      fail(read, timeout);
      now = now.plus(Duration.ofHours(6));
      read = windows.claim("acme");
      assertThat(read.window()).isEqualTo(first.window());
    }
    fail(read, timeout);
    assertThat(windows.claim("acme").window().length())
        .isEqualTo(first.window().length().dividedBy(2));
  }

  @Test
  void aLetterAboutAnUnreadablePageIsClosedWhenItsWindowIsThrough() {
    WindowRead read = windows.claim("acme");
    byte[] page = "<html>".getBytes(StandardCharsets.UTF_8);
    List<Failure> made = fail(read, new TransientFailure(200, null, null, "no page", page));
    assertThat(made).extracting(Failure::reason).containsExactly(Reason.UNREADABLE_PAGE);
    letters.add(made, now);
    now = now.plus(Duration.ofMinutes(5));
    WindowRead again = windows.claim("acme");
    assertThat(again.window()).isEqualTo(read.window());
    windows.done(again);
    assertThat(letters.list(Filter.open(), 10)).isEmpty();
  }

  @Test
  void anErrorOfTheVendorIsNoDeadLetter() {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    assertThat(fail(windows.claim("acme"), new TransientFailure(503, null, null, "passing", body)))
        .isEmpty();
  }

  @Test
  void aWindowWhosePauseHasPassedWakesItsSourceBetweenSchedules() {
    fail(windows.claim("acme"), new IllegalStateException("forbidden"));
    assertThat(windows.renew()).isEmpty();
    now = now.plus(Duration.ofMinutes(5));
    assertThat(windows.renew()).containsExactly("acme");
  }

  @Test
  void theLastPlaceIsKeptForALiveWindow() {
    assertThat(windows.claim("acme").claim().backfill()).isTrue();
    assertThat(windows.claim("acme").claim().backfill()).isTrue();
    assertThat(windows.claim("acme")).isNull();
    now = now.plus(Duration.ofMinutes(75));
    windows.due("acme");
    assertThat(windows.claim("acme").claim().backfill()).isFalse();
    assertThat(windows.claim("acme")).isNull();
  }

  @Test
  void whatAStopHasBrokenOffIsGivenBackAndWhatIsPromisedStays() {
    WindowRead read = windows.claim("acme");
    WindowRead promised = windows.claim("acme");
    promised.reserved(reserve(promised));
    windows.leave();
    windows.left();
    assertThat(running()).containsExactly(promised.claim().id());
    assertThat(attempts(read)).isZero();
  }

  private List<Long> running() {
    return Jdbi.create(dataSource)
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT id FROM windows WHERE state = 'running'")
                    .mapTo(Long.class)
                    .list());
  }

  private int attempts(WindowRead read) {
    return Jdbi.create(dataSource)
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT attempt FROM windows WHERE id = ?")
                    .bind(0, read.claim().id())
                    .mapTo(Integer.class)
                    .one());
  }

  @Test
  void aSourceStandsInTheLineOnce() {
    assertThat(windows.wake("acme")).isTrue();
    assertThat(windows.wake("acme")).isFalse();
    windows.taken("acme");
    assertThat(windows.wake("acme")).isTrue();
    assertThatThrownBy(() -> windows.refused("acme", new IllegalStateException("Queue full")))
        .hasMessage("Queue full");
    assertThat(windows.wake("acme")).isTrue();
  }

  private SourceStatus status() {
    return ledger.statuses().all(now).get(0);
  }

  private void rename(String from, String to) {
    Jdbi.create(dataSource)
        .useHandle(handle -> handle.execute("ALTER TABLE " + from + " RENAME TO " + to));
  }

  private void promised(WindowRead read) {
    read.reserved(reserve(read));
    fail(read, new IllegalStateException("the archive is away"));
  }

  private Reservation reserve(WindowRead read) {
    Outcome outcome =
        new Outcome(new Tally(), new Tally(), true, read.claim().scope(), List.of(), 0);
    return ledger
        .reservations()
        .reserve(read.claim(), outcome, "manifests/x.json", head -> new byte[] {1});
  }

  private List<Failure> fail(WindowRead read, Exception failure) {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(context);
      exchange.setVariable("read", read);
      exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
      return windows.failed(exchange);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A read to its end. */
  static final class Whole implements Paging {
    @Override
    public boolean hasNext() {
      return false;
    }

    @Override
    public Ask ask() {
      return null;
    }

    @Override
    public Page accept(Reply reply) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> modes() {
      return Map.of();
    }

    @Override
    public boolean confirmed() {
      return true;
    }
  }
}
