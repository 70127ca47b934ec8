package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** When a window is read again for events that came late. */
final class RecheckTimes {
  private RecheckTimes() {}

  /**
   * The next recheck: the first delay after the window's end that was not past when the read began.
   * When all were past and the recheck that was carried out still found something, another follows
   * at twice its distance.
   *
   * @param begun when the read began; what becomes visible later, it may have missed
   * @param carriedOut when the recheck was due that has been done, or null after a first read
   * @return null when there is none
   */
  static Instant next(
      Instant end, List<Duration> delays, Instant begun, Instant carriedOut, boolean found) {
    Instant regular =
        delays.stream()
            .map(end::plus)
            .filter(at -> at.isAfter(begun))
            .min(Comparator.naturalOrder())
            .orElse(null);
    if (regular != null || carriedOut == null || !found) {
      return regular;
    }
    Duration distance = Duration.between(end, carriedOut);
    if (distance.compareTo(Duration.ofSeconds(1)) < 0) {
      distance = Duration.ofSeconds(1);
    }
    do {
      distance = distance.multipliedBy(2);
    } while (!end.plus(distance).isAfter(begun));
    return end.plus(distance);
  }
}
