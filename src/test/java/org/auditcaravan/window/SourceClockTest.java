package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SourceClockTest {
  private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
  private Instant local = NOON;
  private final SourceClock clock = new SourceClock(() -> local);

  @Test
  void beforeTheFirstAnswerTheLocalClockCounts() {
    assertThat(clock.now()).isEqualTo(NOON);
    assertThat(clock.plans()).isTrue();
  }

  @Test
  void aLocalClockThatRunsAheadIsHeldBack() {
    clock.seen(NOON.minusSeconds(90));
    assertThat(clock.now()).isEqualTo(NOON.minusSeconds(90));
    local = NOON.plusSeconds(10);
    assertThat(clock.now()).isEqualTo(NOON.minusSeconds(80));
    assertThat(clock.skew()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void aVendorClockThatRunsAheadIsNotFollowed() {
    clock.seen(NOON.plusSeconds(90));
    assertThat(clock.now()).isEqualTo(NOON);
    assertThat(clock.skew()).isEqualTo(Duration.ofSeconds(-90));
  }

  @Test
  void aboveFiveMinutesOfSkewTheSourceDoesNotPlan() {
    clock.seen(NOON.minusSeconds(300));
    assertThat(clock.plans()).isTrue();
    clock.seen(NOON.minusSeconds(301));
    assertThat(clock.plans()).isFalse();
    clock.seen(NOON.plusSeconds(301));
    assertThat(clock.plans()).isFalse();
    clock.seen(NOON);
    assertThat(clock.plans()).isTrue();
  }
}
