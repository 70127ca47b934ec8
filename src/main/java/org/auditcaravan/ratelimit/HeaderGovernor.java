package org.auditcaravan.ratelimit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.RetryAfter;
import org.auditcaravan.source.Source;

/**
 * Spreads requests evenly over the quota less the reserve, and does what the vendor's headers say:
 * below 10 requests left it leaves two seconds between requests, below 5 it waits for the reset
 * (the customer's guide), and {@code Retry-After} on any answer stops the source until then.
 */
@Singleton
public final class HeaderGovernor implements Governor {
  private static final int SLOW_BELOW = 10;
  private static final int WAIT_BELOW = 5;
  private static final Duration SLOW = Duration.ofSeconds(2);

  /** Field-proven on the audit API where a 429 names no wait: 3 s, then twice as long each time. */
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(3);

  private static final int MOST_DOUBLINGS = 4;
  private static final int JITTER_MILLIS = 250;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<String, Line> lines = new ConcurrentHashMap<>();

  /** A source's line; guarded by itself. */
  private static final class Line {
    private Instant next = Instant.MIN;
    private Instant last = Instant.MIN;
    private Instant blockedUntil = Instant.MIN;
    private Instant resetAt = Instant.MIN;
    private long remaining = Long.MAX_VALUE;
    private int throttled;
  }

  @Inject
  public HeaderGovernor(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Duration await(Source source) {
    Line line = lines.computeIfAbsent(source.name(), name -> new Line());
    Instant now = clock.instant();
    synchronized (line) {
      Instant at = later(now, line.next);
      Instant stop = line.blockedUntil;
      if (now.isBefore(line.resetAt)) {
        if (line.remaining < WAIT_BELOW) {
          stop = later(stop, line.resetAt);
        } else if (line.remaining < SLOW_BELOW && line.last.isAfter(Instant.MIN)) {
          at = later(at, line.last.plus(SLOW));
        }
      }
      if (stop.isAfter(at)) {
        at = stop.plusMillis(random.nextInt(JITTER_MILLIS));
      }
      line.last = at;
      line.next = at.plus(spacing(source));
      line.remaining = line.remaining == Long.MAX_VALUE ? Long.MAX_VALUE : line.remaining - 1;
      return Duration.between(now, at);
    }
  }

  @Override
  public void learn(Source source, Reply reply, Duration took) {
    Line line = lines.computeIfAbsent(source.name(), name -> new Line());
    synchronized (line) {
      Quota.of(reply)
          .ifPresent(
              quota -> {
                line.remaining = quota.remaining();
                line.resetAt = reply.received().plus(quota.untilReset());
              });
      Optional<Duration> asked = RetryAfter.of(reply);
      line.throttled = reply.status() == 429 ? line.throttled + 1 : 0;
      if (asked.isEmpty() && reply.status() == 429) {
        asked =
            Optional.of(
                FIRST_BACKOFF.multipliedBy(1L << Math.min(line.throttled - 1, MOST_DOUBLINGS)));
      }
      asked.ifPresent(
          wait -> line.blockedUntil = later(line.blockedUntil, reply.received().plus(wait)));
    }
  }

  private static Duration spacing(Source source) {
    double perMinute = source.requestsPerMinute() * (1 - source.config().reserve());
    return Duration.ofNanos((long) (60_000_000_000L / Math.max(perMinute, 0.1)));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
