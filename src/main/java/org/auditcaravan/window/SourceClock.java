package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * What time it is for a source: the earlier of the local clock and the vendor's, so that no window
 * is taken as settled by a clock that runs ahead. The vendor's is its last {@code Date} header (RFC
 * 9110, 6.6.1), advanced by the local time that has passed since.
 */
public final class SourceClock {
  /** Beyond this, one of the clocks is wrong, and what is settled cannot be told. */
  public static final Duration LARGEST_SKEW = Duration.ofMinutes(5);

  /**
   * After this the last answer no longer stops the planning: else nobody would ask the vendor
   * again, and a clock that was set right would never be noticed. The earlier clock still counts.
   */
  static final Duration DOUBT = Duration.ofMinutes(15);

  private final InstantSource local;
  private volatile Duration skew = Duration.ZERO;
  private volatile Instant asked = Instant.MIN;

  public SourceClock(InstantSource local) {
    this.local = local;
  }

  /** Notes the {@code Date} header of an answer that has just come in. */
  public void seen(Instant vendorDate) {
    Instant here = local.instant();
    skew = Duration.between(vendorDate, here);
    asked = here;
  }

  /** The earlier of both clocks. */
  public Instant now() {
    Instant here = local.instant();
    return skew.isNegative() ? here : here.minus(skew);
  }

  /** By how much the local clock is ahead of the vendor's; negative when it is behind. */
  public Duration skew() {
    return skew;
  }

  /** Whether the clocks agree well enough to plan. */
  public boolean plans() {
    return skew.abs().compareTo(LARGEST_SKEW) <= 0
        || Duration.between(asked, local.instant()).abs().compareTo(DOUBT) > 0;
  }
}
