package org.auditcaravan.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.TestClock;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GovernorTest {
  private final TestClock clock = new TestClock("2026-11-20T12:00:00Z");
  private final Map<String, Memory.Known> kept = new HashMap<>();
  private final Governor governor = governor();
  private final Source source =
      TestSources.acme("genesys-audits", Map.of("requests-per-minute", "60", "reserve", "0.5"));
  private final Turn fast = new Turn(TestSources.acme("genesys-audits", Map.of()), 1, "realtime");
  private final Turn turn = new Turn(source, 1, "realtime");

  private Governor governor() {
    return new Governor(
        clock,
        new Random(1),
        new Memory() {
          @Override
          public Map<String, Known> recall(String source) {
            Map<String, Known> known = new HashMap<>();
            kept.forEach(
                (key, value) -> {
                  if (key.startsWith(source + " ")) {
                    known.put(key.substring(source.length() + 1), value);
                  }
                });
            return known;
          }

          @Override
          public void keep(Turn turn, Known known) {
            kept.put(turn.source().name() + " " + turn.step(), known);
          }
        });
  }

  @Test
  void spreadsRequestsEvenlyOverTheQuotaLessTheReserve() {
    assertThat(governor.await(turn)).isEqualTo(Duration.ZERO);
    assertThat(governor.await(turn)).isEqualTo(Duration.ofSeconds(2));
    assertThat(governor.await(turn)).isEqualTo(Duration.ofSeconds(4));
    clock.advance(Duration.ofMinutes(1));
    assertThat(governor.await(turn)).isEqualTo(Duration.ZERO);
  }

  @Test
  void makesUpForAThreadThatWokeLate() {
    governor.await(turn);
    clock.advance(Duration.ofMillis(2500));
    assertThat(governor.await(turn)).isEqualTo(Duration.ZERO);
    assertThat(governor.await(turn)).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void neverLetsOneSourceSlowAnother() {
    learn(429, "retry-after", "60");
    Source other = new Source("other", source.config(), source.api(), false);
    assertThat(governor.await(new Turn(other, 1, "realtime"))).isEqualTo(Duration.ZERO);
  }

  @Test
  void countsTheRequestsForTokens() {
    governor.learn(new Turn(source, 1, Turn.TOKEN), reply(200), Duration.ZERO);
    assertThat(governor.await(turn)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void anEndpointThatGrantsLessThanTheQuotaIsAskedLessOftenAndTheOthersAreNot() {
    refuseAfter(180, 20);
    clock.advance(Duration.ofSeconds(30));
    assertThat(spacing(governor, fast)).isBetween(Duration.ofMillis(333), Duration.ofMillis(345));
    clock.advance(Duration.ofMinutes(1));
    assertThat(spacing(governor, new Turn(fast.source(), 1, "status")))
        .isBetween(Duration.ofMillis(222), Duration.ofMillis(223));
  }

  @Test
  void theNextProcessKnowsTheLimitAndTheWait() {
    refuseAfter(180, 20);
    Governor next = governor();
    assertThat(next.await(fast)).isBetween(Duration.ofSeconds(20), Duration.ofMillis(20_250));
    clock.advance(Duration.ofSeconds(30));
    assertThat(spacing(next, fast)).isBetween(Duration.ofMillis(333), Duration.ofMillis(345));
  }

  @Test
  void whatAnotherReplicaHasLearnedCountsOnceTheLeaseIsBack() {
    governor.await(fast);
    kept.put("acme realtime", new Memory.Known(60, clock.instant()));
    Turn later = new Turn(fast.source(), 3, "realtime");
    assertThat(spacing(governor, later)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1021));
  }

  @ParameterizedTest
  @CsvSource({
    "x-ratelimit-remaining, 9, x-ratelimit-reset, 60",
    "x-ratelimit-remaining, 7, x-ratelimit-reset, 60"
  })
  void leavesTwoSecondsBetweenRequestsBelowTenLeft(String a, String left, String b, String reset) {
    learn(200, a, left, b, reset);
    governor.await(fast);
    assertThat(governor.await(fast)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void waitsForTheResetBelowFiveLeft() {
    learn(200, "x-ratelimit-remaining", "4", "x-ratelimit-reset", "41");
    assertThat(governor.await(fast)).isBetween(Duration.ofSeconds(41), Duration.ofMillis(41_250));
    clock.advance(Duration.ofSeconds(42));
    assertThat(governor.await(fast)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void takesTheRealFamilyOfHeadersForWhatItIs() {
    learn(200, count(10, 41));
    assertThat(governor.await(turn)).isEqualTo(Duration.ZERO);
    learn(200, count(297, 41));
    assertThat(governor.await(turn)).isBetween(Duration.ofSeconds(41), Duration.ofMillis(41_250));
  }

  @Test
  void spreadsOverTheTimeToTheResetWhatAnotherConsumerWillLeave() {
    learn(200, count(0, 60));
    clock.advance(Duration.ofSeconds(30));
    learn(200, count(150, 30));
    // 150 in 30 s, and before that none: in the last 30 s about half as many again.
    governor.await(fast);
    assertThat(governor.await(fast)).isBetween(Duration.ofMillis(390), Duration.ofMillis(410));
  }

  @Test
  void whatIsUsedBeforeTheFirstRequestIsNotTakenForAnothersPace() {
    learn(200, count(150, 30));
    assertThat(spacing(governor, fast)).isLessThan(Duration.ofMillis(230));
  }

  @Test
  void anotherConsumerThatTookAllAndWentIsForgotten() {
    learn(200, count(0, 60));
    clock.advance(Duration.ofSeconds(30));
    learn(200, count(299, 30));
    clock.advance(Duration.ofSeconds(31));
    int asked = 0;
    for (int minute = 0; minute < 6; minute++) {
      Instant end = clock.instant().plusSeconds(60);
      asked = 0;
      while (clock.instant().isBefore(end)) {
        clock.advance(governor.await(fast));
        if (governor.goes(fast)) {
          asked++;
          long reset = Math.max(1, Duration.between(clock.instant(), end).toSeconds());
          governor.learn(fast, reply(200, count(asked, (int) reset)), Duration.ZERO);
        }
      }
    }
    assertThat(asked).isGreaterThan(262);
  }

  @Test
  void readsAResetThatIsASecondOfTheEpoch() {
    String epoch = String.valueOf(clock.instant().plusSeconds(30).getEpochSecond());
    learn(200, "x-ratelimit-remaining", "0", "x-ratelimit-reset", epoch);
    assertThat(governor.await(fast)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "30 | | 30",
        "0.5 | | 0",
        "Fri, 20 Nov 2026 12:00:25 GMT | | 25",
        "Fri, 20 Nov 2026 13:00:25 GMT | Fri, 20 Nov 2026 13:00:00 GMT | 25",
        "Fri, 20 Nov 2026 11:00:00 GMT | | 0",
        "-4 | | 0",
        "soon | | 0",
      })
  void obeysRetryAfterInEitherForm(String value, String date, int seconds) {
    if (date == null) {
      learn(200, "retry-after", value);
    } else {
      learn(200, "retry-after", value, "date", date);
    }
    assertThat(governor.await(fast))
        .isBetween(Duration.ofSeconds(seconds), Duration.ofMillis(seconds * 1000L + 750));
  }

  @Test
  void aRequestThatWaitedWhileTheVendorAskedToBeLeftAloneWaitsOnceMore() {
    governor.await(turn);
    assertThat(governor.goes(turn)).isTrue();
    clock.advance(governor.await(turn));
    learn(429, "retry-after", "30");
    assertThat(governor.goes(turn)).isFalse();
    clock.advance(governor.await(turn));
    assertThat(governor.goes(turn)).isTrue();
  }

  @Test
  void backsOffByItselfWhenA429SaysNothing() {
    learn(429);
    assertThat(governor.await(fast)).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3250));
    clock.advance(Duration.ofSeconds(10));
    learn(429);
    assertThat(governor.await(fast)).isBetween(Duration.ofSeconds(6), Duration.ofMillis(6250));
    clock.advance(Duration.ofSeconds(10));
    learn(200);
    learn(429);
    assertThat(governor.await(fast)).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3250));
  }

  /** So many requests are granted, spread over the minute less the wait that then is asked for. */
  private void refuseAfter(int granted, int wait) {
    for (int i = 0; i <= granted; i++) {
      clock.advance(governor.await(fast));
      assertThat(governor.goes(fast)).isTrue();
      boolean last = i == granted;
      governor.learn(
          fast, last ? reply(429, "retry-after", String.valueOf(wait)) : reply(200), Duration.ZERO);
    }
  }

  /** How far apart the requests are, once it has settled. */
  private static Duration spacing(Governor governor, Turn turn) {
    Duration last = Duration.ZERO;
    for (int i = 0; i < 20; i++) {
      last = governor.await(turn);
    }
    return governor.await(turn).minus(last);
  }

  private static String[] count(int count, int reset) {
    return new String[] {
      "inin-ratelimit-count", String.valueOf(count),
      "inin-ratelimit-allowed", "300",
      "inin-ratelimit-reset", String.valueOf(reset)
    };
  }

  private void learn(int status, String... headers) {
    governor.learn(turn, reply(status, headers), Duration.ZERO);
  }

  private Reply reply(int status, String... headers) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i], headers[i + 1]);
    }
    Instant now = clock.instant();
    return new Reply(status, map, new byte[0], null, now);
  }
}
