package org.auditcaravan.ratelimit;

import static org.auditcaravan.ratelimit.Schedule.later;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.RetryAfter;
import org.auditcaravan.source.Source;

/** The budget of one source, which all of its windows share. Guarded by itself. */
final class Line {
  /** Field-proven on the audit API where a 429 names no wait: 3 s, then twice as long each time. */
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(3);

  private static final int MOST_DOUBLINGS = 4;

  /** Refusals slow an endpoint down to this share of the quota; below it, waits have to do. */
  private static final double LEAST = 0.1;

  private final QuotaWindow window = new QuotaWindow();
  private final Schedule schedule = new Schedule();
  private final Map<String, EndpointLimit> endpoints = new HashMap<>();
  private Instant blockedUntil = Instant.MIN;
  private long fencing = -1;
  private int throttled;

  /** Whether what is known here was learned, or recalled, under this lease or a later one. */
  boolean knows(long number) {
    return fencing >= number;
  }

  /** Takes over what is known under a lease that has just begun. */
  void recall(long number, Map<String, Memory.Known> known) {
    fencing = number;
    known.forEach(
        (step, what) -> {
          endpoint(step).recall(what.perMinute());
          blockedUntil = later(blockedUntil, what.blockedUntil());
        });
  }

  /** Takes the next place for this request. */
  Instant place(Turn turn, Instant now, Duration jitter) {
    EndpointLimit endpoint = endpoint(turn.step());
    Instant at = later(later(now, schedule.next()), endpoint.schedule().next());
    Instant stop = stop(turn.source(), at);
    if (stop.isAfter(at)) {
      at = stop.plus(jitter);
    }
    schedule.take(at, spacing(turn.source(), at));
    double perMinute = endpoint.perMinute();
    endpoint.schedule().take(at, Double.isInfinite(perMinute) ? Duration.ZERO : spacing(perMinute));
    return at;
  }

  /** Until when no request may go out, in the past when one may. */
  Instant stop(Source source, Instant now) {
    boolean empty = window.left(now, source.config().reserve()) < 1;
    return empty ? later(blockedUntil, window.resetAt()) : blockedUntil;
  }

  /** The request goes out. */
  void sent(Turn turn, Instant at) {
    window.sent(at);
    endpoint(turn.step()).sent(at);
  }

  /** A request that took no place went out: those behind it wait the longer. */
  void sentOutOfTurn(Turn turn, Instant at) {
    sent(turn, at);
    schedule.take(at, spacing(turn.source(), at));
  }

  /**
   * Learns from an answer.
   *
   * @return what is to be kept, if anything new was learned
   */
  Optional<Memory.Known> learn(Turn turn, Reply reply, Instant asked) {
    Optional<Quota> quota = Quota.of(reply);
    quota.ifPresent(said -> window.learn(said, asked, reply.received()));
    Duration wait = RetryAfter.of(reply).orElse(null);
    if (reply.status() != 429) {
      throttled = 0;
      endpoint(turn.step()).granted(asked);
      block(reply, wait);
      return Optional.empty();
    }
    throttled++;
    block(
        reply,
        wait == null
            ? FIRST_BACKOFF.multipliedBy(1L << Math.min(throttled - 1, MOST_DOUBLINGS))
            : wait);
    EndpointLimit endpoint = endpoint(turn.step());
    double ceiling = ceiling(turn.source());
    boolean usedUp = quota.filter(said -> said.remaining() == 0).isPresent();
    boolean learned =
        !usedUp
            && endpoint.refused(
                asked,
                reply.received(),
                wait,
                Math.min(ceiling, endpoint.perMinute()),
                ceiling * LEAST);
    return learned
        ? Optional.of(new Memory.Known(endpoint.proven(), blockedUntil))
        : Optional.empty();
  }

  private void block(Reply reply, Duration wait) {
    if (wait != null) {
      blockedUntil = later(blockedUntil, reply.received().plus(wait));
    }
  }

  /**
   * Requests a minute after the reserve: of what the operator says, or the vendor if it is less.
   */
  private double ceiling(Source source) {
    double perMinute = source.requestsPerMinute();
    if (window.allowed() > 0) {
      perMinute = Math.min(perMinute, window.allowed() * 60.0 / window.span().toSeconds());
    }
    return Math.max(0.1, perMinute * (1 - source.config().reserve()));
  }

  private Duration spacing(Source source, Instant at) {
    Duration even = spacing(ceiling(source));
    double left = window.left(at, source.config().reserve());
    if (left < 1 || Double.isInfinite(left)) {
      return even;
    }
    Duration spread =
        Duration.ofNanos((long) (Duration.between(at, window.resetAt()).toNanos() / left));
    return spread.compareTo(even) > 0 ? spread : even;
  }

  private static Duration spacing(double perMinute) {
    return Duration.ofNanos((long) (60_000_000_000L / perMinute));
  }

  private EndpointLimit endpoint(String step) {
    return endpoints.computeIfAbsent(step, name -> new EndpointLimit());
  }
}
