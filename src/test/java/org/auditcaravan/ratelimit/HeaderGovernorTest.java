package org.auditcaravan.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.TestClock;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderGovernorTest {
  private final TestClock clock = new TestClock("2026-11-20T12:00:00Z");
  private final HeaderGovernor governor = new HeaderGovernor(clock, new Random(1));
  private final Source source =
      TestSources.acme("genesys-audits", Map.of("requests-per-minute", "60", "reserve", "0.5"));

  @Test
  void spreadsRequestsEvenlyOverTheQuotaLessTheReserve() {
    assertThat(governor.await(source)).isEqualTo(Duration.ZERO);
    assertThat(governor.await(source)).isEqualTo(Duration.ofSeconds(2));
    assertThat(governor.await(source)).isEqualTo(Duration.ofSeconds(4));
    clock.advance(Duration.ofMinutes(1));
    assertThat(governor.await(source)).isEqualTo(Duration.ZERO);
  }

  @Test
  void neverLetsOneSourceSlowAnother() {
    learn(429, "retry-after", "60");
    Source other = new Source("other", source.config(), source.api(), false);
    assertThat(governor.await(other)).isEqualTo(Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "x-ratelimit-remaining, 9, x-ratelimit-reset, 60",
    "X-RateLimit-Remaining, 5, X-RateLimit-Reset, 60"
  })
  void leavesTwoSecondsBetweenRequestsBelowTenLeft(String a, String left, String b, String reset) {
    Source fast = fast();
    governor.await(fast);
    learn(200, a.toLowerCase(), left, b.toLowerCase(), reset);
    assertThat(governor.await(fast)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void waitsForTheResetBelowFiveLeft() {
    learn(
        200,
        "inin-ratelimit-count",
        "296",
        "inin-ratelimit-allowed",
        "300",
        "inin-ratelimit-reset",
        "41");
    assertThat(governor.await(fast())).isBetween(Duration.ofSeconds(41), Duration.ofMillis(41_250));
    clock.advance(Duration.ofSeconds(42));
    assertThat(governor.await(fast())).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void takesTheRealFamilyOfHeadersForWhatItIs() {
    learn(
        200,
        "inin-ratelimit-count",
        "10",
        "inin-ratelimit-allowed",
        "300",
        "inin-ratelimit-reset",
        "41");
    assertThat(governor.await(fast())).isEqualTo(Duration.ZERO);
  }

  @Test
  void readsAResetThatIsASecondOfTheEpoch() {
    String epoch = String.valueOf(clock.instant().plusSeconds(30).getEpochSecond());
    learn(200, "x-ratelimit-remaining", "0", "x-ratelimit-reset", epoch);
    assertThat(governor.await(fast())).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
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
    assertThat(governor.await(fast()))
        .isBetween(Duration.ofSeconds(seconds), Duration.ofMillis(seconds * 1000L + 750));
  }

  @Test
  void backsOffByItselfWhenA429SaysNothing() {
    learn(429);
    assertThat(governor.await(fast())).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3250));
    clock.advance(Duration.ofSeconds(10));
    learn(429);
    assertThat(governor.await(fast())).isBetween(Duration.ofSeconds(6), Duration.ofMillis(6250));
    clock.advance(Duration.ofSeconds(10));
    learn(200);
    learn(429);
    assertThat(governor.await(fast())).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3250));
  }

  private static Source fast() {
    return TestSources.acme("genesys-audits", Map.of("requests-per-minute", "60000"));
  }

  private void learn(int status, String... headers) {
    Map<String, String> map = new java.util.HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      map.put(headers[i], headers[i + 1]);
    }
    governor.learn(
        source, new Reply(status, map, new byte[0], null, clock.instant()), Duration.ZERO);
  }
}
