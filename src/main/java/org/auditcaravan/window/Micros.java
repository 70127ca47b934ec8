package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as the databases keep them: microseconds since 1970, alike and precise in both. */
public final class Micros {
  private Micros() {}

  /** The microseconds since 1970, finer digits cut off; null stays null. */
  public static Long of(Instant instant) {
    return instant == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** The microseconds of a duration. */
  public static long of(Duration duration) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(duration));
  }

  /** The instant of that many microseconds since 1970; null stays null. */
  public static Instant at(Long micros) {
    return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
