package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecheckTimesTest {
  private static final Instant END = Instant.parse("2026-11-10T13:00:00Z");
  private static final List<Duration> DELAYS = List.of(Duration.ofDays(1), Duration.ofHours(1));

  @Test
  void theNextDelayCountsWhateverTheirOrder() {
    assertThat(next(0, null, true)).isEqualTo(hours(1));
    assertThat(next(1, hours(1), true)).isEqualTo(hours(24));
  }

  @Test
  void afterTheLastOneNothingFollowsUnlessItFoundSomething() {
    assertThat(next(24, hours(24), false)).isNull();
    assertThat(next(24, hours(24), true)).isEqualTo(hours(48));
  }

  @Test
  void aFirstReadThatComesAfterAllDelaysIsNotRepeated() {
    assertThat(next(30, null, true)).isNull();
  }

  @Test
  void twiceTheDistanceIsAlwaysInTheFuture() {
    assertThat(next(100, hours(24), true)).isEqualTo(hours(192));
  }

  @Test
  void withoutDelaysThereAreNoRechecks() {
    assertThat(RecheckTimes.next(END, List.of(), END, null, true)).isNull();
  }

  private static Instant next(long hoursAfterEnd, Instant carriedOut, boolean found) {
    return RecheckTimes.next(END, DELAYS, hours(hoursAfterEnd), carriedOut, found);
  }

  private static Instant hours(long afterEnd) {
    return END.plus(Duration.ofHours(afterEnd));
  }
}
