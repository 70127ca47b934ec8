package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.auditcaravan.window.Lateness.Delay;
import org.junit.jupiter.api.Test;

class PunctualityTest extends LedgerFixture {
  private static final Duration SETTLE = Duration.ofMinutes(15);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void nothingIsSaidBeforeAnythingWasMeasured() {
    assertThat(status("13:00").lateness())
        .isEqualTo(new Lateness(null, 0, 0, null, List.of(), null));
  }

  @Test
  void lateEventsAreCountedByDelayAndRecheck() {
    onTime(SETTLE, 900);
    late(SETTLE, HOUR, Duration.ofMinutes(70), Duration.ofMinutes(61));
    late(SETTLE, HOUR, Duration.ofMinutes(50));
    late(SETTLE, DAY, Duration.ofHours(20));
    assertThat(status("13:00").lateness())
        .isEqualTo(
            new Lateness(
                SETTLE,
                900,
                4,
                Duration.ofHours(20),
                List.of(
                    new Delay(HOUR, HOUR, 1),
                    new Delay(HOUR, Duration.ofHours(2), 2),
                    new Delay(DAY, DAY, 1)),
                null));
  }

  @Test
  void aHintSaysWhichSettleWouldHaveBeenEnoughForAllButOneInAHundred() {
    onTime(SETTLE, 95);
    late(SETTLE, HOUR, HOUR, HOUR, HOUR, HOUR);
    late(SETTLE, DAY, DAY);
    assertThat(status("13:00").lateness().hint())
        .isEqualTo(
            "5.0 % of events came after settle, the latest was found PT24H after its time:"
                + " set settle to PT1H");
    late(SETTLE, DAY, DAY);
    assertThat(status("13:00").lateness().hint()).endsWith("set settle to PT24H");
  }

  @Test
  void aNewSettleIsMeasuredAnew() {
    onTime(SETTLE, 1);
    late(SETTLE, HOUR, HOUR);
    assertThat(status("13:00").lateness().hint()).isNotNull();
    ledger.punctuality().onTime(ACME, HOUR, 7, at("14:00"));
    assertThat(status("14:00").lateness())
        .isEqualTo(new Lateness(HOUR, 7, 0, null, List.of(), null));
  }

  private void onTime(Duration settle, long events) {
    ledger.punctuality().onTime(ACME, settle, events, NOON);
  }

  private void late(Duration settle, Duration recheck, Duration... delays) {
    ledger.punctuality().late(ACME, settle, recheck, List.of(delays), NOON);
  }
}
