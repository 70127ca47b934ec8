package org.auditcaravan.window;

import java.time.Duration;
import java.util.List;

/**
 * How late events come, as far as the rechecks have found out, under the setting of {@code settle}
 * that was in force last.
 *
 * @param settle that setting, or null when nothing was measured
 * @param onTime events that the first read of a live window found
 * @param late events that only a recheck found
 * @param longest the longest delay, from an event's own time until it was found, or null
 * @param delays how many late events were found within which time, by delay and recheck
 * @param hint what to do about it, or null
 */
public record Lateness(
    Duration settle, long onTime, long late, Duration longest, List<Delay> delays, String hint) {

  /**
   * One class of delays.
   *
   * @param recheck how long after its window's end the read came that found the events
   * @param within the longest delay of this class
   * @param events how many
   */
  public record Delay(Duration recheck, Duration within, long events) {}
}
