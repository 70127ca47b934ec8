package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A half-open UTC interval {@code [from, to)} of one source, never across midnight UTC: the unit of
 * planning, extraction, commit and proof.
 *
 * @param source the source's name
 * @param from the first instant, to the second
 * @param to the first instant after it, to the second
 */
public record Window(String source, Instant from, Instant to) {

  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Refuses an empty interval and one across midnight UTC. */
  public Window {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("window " + from + " .. " + to + " is empty");
    }
    if (!date(from).equals(date(to.minusNanos(1)))) {
      throw new IllegalArgumentException("window " + from + " .. " + to + " crosses midnight UTC");
    }
  }

  /** Whether the instant lies inside, compared in full precision. */
  public boolean contains(Instant instant) {
    return !instant.isBefore(from) && instant.isBefore(to);
  }

  /** The UTC day, {@code yyyy-MM-dd}. */
  public String date() {
    return date(from);
  }

  /** The name that archive keys and messages use: {@code <from>_<to>}. */
  public String name() {
    return COMPACT.format(from) + "_" + COMPACT.format(to);
  }

  /** How long the window is. */
  public Duration length() {
    return Duration.between(from, to);
  }

  private static String date(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }
}
