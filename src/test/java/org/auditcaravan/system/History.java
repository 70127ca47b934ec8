package org.auditcaravan.system;

import java.time.Duration;
import java.time.Instant;

/**
 * What an organisation has to tell.
 *
 * @param until the first instant after its last event
 * @param window the length of the windows in which it is read; the span is a multiple of it
 * @param page events that are asked for in a page
 */
record History(Instant until, Duration span, Duration window, int events, int page) {

  /** Twenty windows of about 30 events. */
  static History recent() {
    return endingBefore(Instant.now().minusSeconds(2), Duration.ofMinutes(2), 20, 600, 10);
  }

  /** One that goes on for half a minute while it is read. */
  static History live() {
    return endingBefore(Instant.now().plusSeconds(30), Duration.ofSeconds(10), 20, 600, 10);
  }

  /** One that began long before the hour by which a clock is wrong. */
  static History ofHours() {
    return endingBefore(Instant.now().minusSeconds(2), Duration.ofMinutes(6), 20, 600, 10);
  }

  /** Few windows of so many events that their files are larger than a ledger. */
  static History large() {
    return endingBefore(Instant.now().minusSeconds(2), Duration.ofMinutes(2), 3, 120_000, 500);
  }

  private static History endingBefore(
      Instant end, Duration window, int windows, int events, int page) {
    long seconds = window.toSeconds();
    Instant until = Instant.ofEpochSecond(end.getEpochSecond() / seconds * seconds);
    return new History(until, window.multipliedBy(windows), window, events, page);
  }

  Instant from() {
    return until.minus(span);
  }
}
