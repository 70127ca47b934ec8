package org.auditcaravan.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * The span of time in which the vendor counts a source's requests, as its answers describe it. What
 * others take of the same quota is what the vendor has counted besides our own requests.
 */
final class QuotaWindow {
  /** The customer's guide: below 5 left, the next request waits for the reset. */
  private static final int UNTOUCHED = 4;

  /** Who expected others to take all would ask no more, and never learn that they have gone. */
  private static final double MOST = 0.9;

  /** Resets are rounded to seconds, and answers travel. */
  private static final Duration BLUR = Duration.ofSeconds(2);

  private final Sent sent = new Sent();
  private Duration span = Duration.ZERO;
  private Instant resetAt = Instant.MIN;
  private Instant asOf = Instant.MIN;
  private Instant firstAsked = Instant.MIN;
  private long firstRemaining;
  private long allowed;
  private long remaining;
  private double others;
  private double othersPerSecond;
  private double othersBefore;

  void sent(Instant at) {
    sent.add(at);
  }

  /** When the vendor begins to count anew, as far as it said so. */
  Instant resetAt() {
    return resetAt;
  }

  /** How many requests the vendor grants in a window, 0 when it does not say. */
  long allowed() {
    return allowed;
  }

  /** How long a window is, as far as seen. */
  Duration span() {
    return span;
  }

  /**
   * Takes in what an answer says.
   *
   * @param asked when its request went out
   * @param received when it was there
   */
  void learn(Quota quota, Instant asked, Instant received) {
    Instant reset = received.plus(quota.untilReset());
    if (reset.plus(BLUR).isBefore(resetAt)) {
      // It was counted in the window before, and was long on its way.
      return;
    }
    boolean anew = reset.minus(BLUR).isAfter(resetAt);
    if (anew) {
      othersBefore = othersPerSecond;
      resetAt = reset;
      firstAsked = asked;
      firstRemaining = quota.remaining();
    } else if (quota.remaining() > remaining) {
      // It was counted before another answer that came earlier.
      return;
    }
    // Each answer names the reset rounded up: the earliest is closest to the truth.
    resetAt = reset.isBefore(resetAt) ? reset : resetAt;
    span = quota.untilReset().compareTo(span) > 0 ? quota.untilReset() : span;
    asOf = asked;
    allowed = quota.allowed();
    remaining = quota.remaining();
    others(asked);
  }

  /**
   * Others are seen between the first answer of a window and this one; what was counted before our
   * first request may have been a process of ours. Early in a window, the last one says more.
   */
  private void others(Instant asked) {
    others = Math.max(0, allowed - remaining - sent.between(resetAt.minus(span), asked));
    double taken = Math.max(0, firstRemaining - remaining - sent.between(firstAsked, asked));
    double weight = seconds(span) / 2;
    double elapsed = seconds(Duration.between(firstAsked, asked));
    othersPerSecond = (taken + othersBefore * weight) / (Math.max(0, elapsed) + weight);
  }

  /**
   * How many requests the source may still make until the reset: what the vendor says is left, less
   * those on their way, less the reserve as far as others have not used it, or what they will use
   * if they go on.
   *
   * @return without limit where the vendor has not said anything about the present window
   */
  double left(Instant now, double reserve) {
    if (!now.isBefore(resetAt)) {
      return Double.POSITIVE_INFINITY;
    }
    double expected = othersPerSecond * seconds(Duration.between(now, resetAt));
    double theirs = Math.max(reserve * allowed - others, Math.min(expected, MOST * remaining));
    return remaining - sent.between(asOf, now) - Math.max(UNTOUCHED, theirs);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
