package org.auditcaravan.quickstart;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What the quick start reads.
 *
 * @param sources the sources, which are also the simulated tenants
 * @param from the first instant
 * @param until the first instant after it
 */
record Day(List<String> sources, Instant from, Instant until) {

  /** A day that ends long enough ago for all of its windows to be due at once. */
  static Day last(Instant now, String... sources) {
    Instant until = now.minus(20, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.HOURS);
    return new Day(List.of(sources), until.minus(1, ChronoUnit.DAYS), until);
  }

  /** Hours of the day that lie before an instant. */
  long hours(Instant instant) {
    return Math.min(24, Duration.between(from, instant).toHours());
  }
}
