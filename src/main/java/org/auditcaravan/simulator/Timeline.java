package org.auditcaravan.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * When each event of a tenant happened, as a function of its index that never falls: equal slots
 * with one event somewhere in each, except that each full hour has an event exactly on it and one a
 * millisecond before (window edges), and that some runs of up to {@value #BLOCK} events share one
 * instant (bulk changes). Nothing is stored.
 */
final class Timeline {
  static final int BLOCK = 32;

  private static final long HOUR = 3_600_000;
  private static final int PURPOSE_TIME = 11;
  private static final int PURPOSE_BURST = 12;

  private final Seeded seeded;
  private final int history;
  private final int perMinute;
  private final long begin;
  private final long span;
  private final long until;

  Timeline(Seeded seeded, int history, Duration span, Instant until, int perMinute) {
    this.seeded = seeded;
    this.history = history;
    this.perMinute = perMinute;
    this.span = span.toMillis();
    this.until = until.toEpochMilli();
    this.begin = this.until - this.span;
  }

  /** How many events there will ever be. */
  int limit() {
    return perMinute > 0 ? Integer.MAX_VALUE - BLOCK : history;
  }

  /** The time of this event, in milliseconds since 1970. */
  long time(int index) {
    return ownTime(burst(index));
  }

  /** The first event of the bulk change that this event belongs to; itself where there is none. */
  int burst(int index) {
    int first = index - index % BLOCK;
    boolean bulk = seeded.below(6, first, PURPOSE_BURST) == 0;
    int length = bulk ? 2 + seeded.below(BLOCK - 1, first, ~PURPOSE_BURST) : 1;
    // The live feed may follow a long silence: no bulk change reaches over it.
    boolean oneSide = first >= history || index < history;
    return oneSide && index - first < length ? first : index;
  }

  /** The first event at or after this instant; may be {@link #limit}. */
  int firstAt(long millis) {
    int low = 0;
    int high = limit();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (time(middle) < millis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long ownTime(int index) {
    long from = slot(index);
    long to = slot(index + 1);
    long hour = ceilHour(from);
    if (hour < to) {
      return hour;
    }
    long nextHour = ceilHour(to);
    if (nextHour < slot(index + 2) && nextHour - 1 >= from) {
      return nextHour - 1;
    }
    return to > from
        ? from + seeded.below((int) Math.min(to - from, 1 << 30), index, PURPOSE_TIME)
        : from;
  }

  private long slot(int index) {
    return index < history
        ? begin + Math.floorDiv(index * span, Math.max(history, 1))
        : until + (index - history) * 60_000L / Math.max(perMinute, 1);
  }

  private static long ceilHour(long millis) {
    return Math.floorDiv(millis + HOUR - 1, HOUR) * HOUR;
  }
}
