package org.auditcaravan.pagination;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3) and the dates of HTTP. */
public final class RetryAfter {
  private RetryAfter() {}

  /**
   * How long an answer asks to wait: seconds, or a date, which is read by the vendor's own clock
   * where the answer has a {@code Date}. Empty when it says nothing that can be read.
   */
  public static Optional<Duration> of(Reply reply) {
    String value = reply.header("retry-after");
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    try {
      long millis = Math.round(Double.parseDouble(value.strip()) * 1000);
      return Optional.of(Duration.ofMillis(Math.max(0, millis)));
    } catch (NumberFormatException notSeconds) {
      Instant now = date(reply.header("date")).orElse(reply.received());
      return date(value).map(until -> atLeastZero(Duration.between(now, until)));
    }
  }

  /** An HTTP date, empty when there is none or it cannot be read. */
  public static Optional<Instant> date(String value) {
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration atLeastZero(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
