package org.auditcaravan.simulator;

import java.time.Duration;
import java.time.Instant;

/** A budget of requests in a fixed span of time, which begins with the first request. */
final class Quota {
  private final int allowed;
  private final Duration span;
  private Instant end = Instant.MIN;
  private int count;

  Quota(int allowed, Duration span) {
    this.allowed = allowed;
    this.span = span;
  }

  /** Counts a request; whether it is granted. */
  boolean take(Instant now) {
    if (!now.isBefore(end)) {
      end = now.plus(span);
      count = 0;
    }
    if (count >= allowed) {
      return false;
    }
    count++;
    return true;
  }

  int count() {
    return count;
  }

  int allowed() {
    return allowed;
  }

  int remaining() {
    return allowed - count;
  }

  /** Whole seconds until the span ends, at least one. */
  long reset(Instant now) {
    return Math.max(1, (Duration.between(now, end).toMillis() + 999) / 1000);
  }
}
