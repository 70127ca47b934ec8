package org.auditcaravan.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class OutageTest {
  private final Instant start = Instant.parse("2026-11-02T12:00:00Z");
  private final Outage outage =
      new Outage(new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(1), new Random(1)));

  private final List<String> told = new ArrayList<>();
  private final Outage.Over over = (from, to, why) -> told.add(from + " " + to + " " + why);

  @Test
  void pausesGrowUpToTheLongest() {
    Instant now = start;
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      outage.failed(now, "away");
      pauses.add(Duration.between(now, outage.until()).toSeconds());
      now = outage.until();
    }
    assertThat(pauses.get(0)).isBetween(10L, 12L);
    assertThat(pauses.get(1)).isBetween(20L, 24L);
    assertThat(pauses.get(4)).isEqualTo(60);
  }

  @Test
  void deliveriesThatFailTogetherCountAsOneFailure() {
    outage.failed(start, "away");
    Instant until = outage.until();
    outage.failed(start.plusSeconds(1), "away");
    assertThat(outage.until()).isEqualTo(until);
  }

  @Test
  void anOutageIsSaidOnceWhenItBeginsAndOnceWhenItEnds() {
    List<LogRecord> said = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            said.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(Outage.class.getName());
    logger.addHandler(handler);
    try {
      outage.failed(start, "away");
      outage.failed(start.plusSeconds(60), "away");
      outage.failed(start.plusSeconds(180), "away");
      outage.ended(start.plusSeconds(300), over);
      outage.ended(start.plusSeconds(301), over);
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(said).hasSize(2);
    assertThat(told).containsExactly(start + " " + start.plusSeconds(300) + " away");
    assertThat(outage.ongoing()).isFalse();
    assertThat(outage.until()).isBefore(start);
  }

  @Test
  void anOutageThatCannotBeToldGoesOn() {
    outage.failed(start, "away");
    Outage.Over deaf =
        (from, to, why) -> {
          throw new IllegalStateException("the archive is away, too");
        };
    assertThatThrownBy(() -> outage.ended(start.plusSeconds(60), deaf))
        .isInstanceOf(IllegalStateException.class);
    outage.ended(start.plusSeconds(90), over);
    assertThat(told).containsExactly(start + " " + start.plusSeconds(90) + " away");
  }
}
