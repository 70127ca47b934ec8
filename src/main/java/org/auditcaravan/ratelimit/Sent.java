package org.auditcaravan.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** When requests went out, as far back as a vendor may count. */
final class Sent {
  private static final Duration REACH = Duration.ofMinutes(5);

  private final Deque<Instant> times = new ArrayDeque<>();

  void add(Instant at) {
    while (!times.isEmpty() && times.getFirst().isBefore(at.minus(REACH))) {
      times.removeFirst();
    }
    times.addLast(at);
  }

  /** How many went out after the one time, up to and including the other. */
  int between(Instant after, Instant upTo) {
    int count = 0;
    // From the newest on: what is asked about is recent.
    Iterator<Instant> backwards = times.descendingIterator();
    while (backwards.hasNext()) {
      Instant at = backwards.next();
      if (!at.isAfter(after)) {
        break;
      }
      count += at.isAfter(upTo) ? 0 : 1;
    }
    return count;
  }

  /** The first that went out after that time, or the other time when none did. */
  Instant firstAfter(Instant after, Instant otherwise) {
    return times.stream().filter(at -> at.isAfter(after)).findFirst().orElse(otherwise);
  }
}
