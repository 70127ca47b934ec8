package org.auditcaravan.index;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double from the first to the longest, each with up to a fifth more by chance, so that
 * many do not come back at the same moment.
 */
record Backoff(Duration first, Duration longest, RandomGenerator chance) {

  /** The pause after so many failures in a row, 1 and up. */
  Duration after(int failures) {
    double factor = Math.pow(2, Math.min(failures, 40) - 1.0) * (1 + chance.nextDouble() / 5);
    return Duration.ofMillis((long) Math.min(longest.toMillis(), first.toMillis() * factor));
  }

  /** The pause that the engine asks for by {@code Retry-After} in seconds, within our bounds. */
  Duration after(int failures, String retryAfter) {
    Duration own = after(failures);
    if (retryAfter == null || !retryAfter.strip().matches("\\d{1,9}")) {
      return own;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
    Duration wait = asked.compareTo(own) > 0 ? asked : own;
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
