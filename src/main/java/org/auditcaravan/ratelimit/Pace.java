package org.auditcaravan.ratelimit;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.camel.Variable;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.pagination.LongWait;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Meters;
import org.auditcaravan.window.WindowRead;
import org.jboss.logging.Logger;

/** The bean {@code governor}: how long the route {@code page} holds back its next request. */
@Singleton
@Named("governor")
public final class Pace {
  private static final Logger LOG = Logger.getLogger(Pace.class);
  private static final Duration LONGEST_ASIDE = Duration.ofSeconds(5);
  private static final long WORTH_SAYING_MILLIS = 1000;
  private static final long WORTH_REPORTING_MILLIS = 15_000;

  private final Governor governor;
  private final InstantSource clock;
  private final Duration longest;

  @Inject
  public Pace(Governor governor, InstantSource clock, AuditConfig config) {
    this(governor, clock, config.longestWait());
  }

  Pace(Governor governor, InstantSource clock, Duration longest) {
    this.governor = governor;
    this.clock = clock;
    this.longest = longest;
  }

  /**
   * How long a request has to wait that the read could do without.
   *
   * @throws LongWait when that is longer than a few seconds
   */
  public long asideMillis(@Variable("read") WindowRead read) {
    Source source = read.source();
    Duration quota = governor.await(Turn.of(read, Turn.USER));
    if (quota.compareTo(LONGEST_ASIDE) > 0) {
      throw new LongWait(source.name(), quota, LONGEST_ASIDE);
    }
    read.waited(quota);
    Meters.waited(source.name(), "quota", quota);
    return roundedUp(quota);
  }

  /** Whether such a request has to wait, as {@link #again} says it of the read's own. */
  public boolean asideAgain(@Variable("read") WindowRead read, @Variable("token") String token) {
    return token == null || !governor.goes(Turn.of(read, Turn.USER));
  }

  /**
   * How long the next request has to wait, for the quota and for the read's own sake.
   *
   * @throws LongWait when that is longer than {@code audit.longest-wait}
   */
  public long waitMillis(@Variable("read") WindowRead read) {
    Source source = read.source();
    Duration quota = isVendors(read) ? governor.await(Turn.of(read)) : Duration.ZERO;
    Instant notBefore = read.paging().ask().notBefore();
    Duration poll =
        notBefore == null ? Duration.ZERO : Duration.between(clock.instant(), notBefore);
    Duration wait = quota.compareTo(poll) > 0 ? quota : poll;
    if (wait.compareTo(longest) > 0) {
      throw new LongWait(source.name(), wait, longest);
    }
    long millis = roundedUp(wait);
    read.waited(Duration.ofMillis(millis));
    Meters.waited(
        source.name(), quota.compareTo(poll) > 0 ? "quota" : "query", Duration.ofMillis(millis));
    if (millis > WORTH_SAYING_MILLIS) {
      LOG.logf(
          millis > WORTH_REPORTING_MILLIS ? Logger.Level.INFO : Logger.Level.DEBUG,
          "Source %s waits %s before its next request: %s",
          source.name(),
          Duration.ofMillis(millis),
          quota.compareTo(poll) > 0 ? "the vendor's quota" : "the query is still running");
    }
    return millis;
  }

  /**
   * Whether the request has to wait: it has not yet, so that there is no token, or the vendor asked
   * to be left alone while it waited.
   */
  public boolean again(@Variable("read") WindowRead read, @Variable("token") String token) {
    return token == null || (isVendors(read) && !governor.goes(Turn.of(read)));
  }

  /** A download comes from elsewhere, and its pieces are here already: neither takes the quota. */
  private static boolean isVendors(WindowRead read) {
    return read.paging().ask().url() == null;
  }

  /** A request that goes out a moment early is refused. */
  private static long roundedUp(Duration wait) {
    return Math.max(0, wait.plusNanos(999_999).toMillis());
  }
}
