package org.auditcaravan.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * Even places in a line. Who comes late leaves the places behind as they were, up to a credit, so
 * that a thread which wakes late, or workers that were all busy for a moment, cost no throughput.
 */
final class Schedule {
  private static final Duration CREDIT = Duration.ofSeconds(2);

  private Instant next = Instant.MIN;

  /** The first free place. */
  Instant next() {
    return next;
  }

  /** Takes the place at this time; the next one follows after the spacing. */
  void take(Instant at, Duration spacing) {
    Instant from = next.equals(Instant.MIN) ? at : later(next, at.minus(CREDIT));
    next = from.plus(spacing);
  }

  static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
