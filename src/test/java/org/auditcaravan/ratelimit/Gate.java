package org.auditcaravan.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** A way in which vendors count. Requests of the past are never asked about. */
interface Gate {

  /** Counts a request: how long it has to wait, zero when it is granted. */
  Duration take(Instant now);

  /** So many in a minute, which begins with the first request after the last one has ended. */
  final class Fixed implements Gate {
    private final int allowed;
    private Instant end = Instant.MIN;
    private int count;

    Fixed(int allowed) {
      this.allowed = allowed;
    }

    @Override
    public Duration take(Instant now) {
      if (!now.isBefore(end)) {
        end = now.plusSeconds(60);
        count = 0;
      }
      count++;
      return count <= allowed ? Duration.ZERO : Duration.ofSeconds(reset(now));
    }

    int allowed() {
      return allowed;
    }

    int count() {
      return Math.min(count, allowed);
    }

    /** Whole seconds to go, rounded up. */
    long reset(Instant now) {
      return (Duration.between(now, end).toMillis() + 999) / 1000;
    }
  }

  /** So many in any minute. */
  final class Sliding implements Gate {
    private final int allowed;
    private final Deque<Instant> granted = new ArrayDeque<>();

    Sliding(int allowed) {
      this.allowed = allowed;
    }

    @Override
    public Duration take(Instant now) {
      while (!granted.isEmpty() && !granted.getFirst().plusSeconds(60).isAfter(now)) {
        granted.removeFirst();
      }
      if (granted.size() >= allowed) {
        return Duration.ofSeconds(1);
      }
      granted.addLast(now);
      return Duration.ZERO;
    }
  }

  /** A bucket of tokens that fills evenly. */
  final class Bucket implements Gate {
    private final double perSecond;
    private final double size;
    private double tokens;
    private Instant at;

    Bucket(double perMinute, double size) {
      this.perSecond = perMinute / 60;
      this.size = size;
      this.tokens = size;
    }

    @Override
    public Duration take(Instant now) {
      double gained = at == null ? 0 : Duration.between(at, now).toNanos() / 1e9 * perSecond;
      tokens = Math.min(size, tokens + gained);
      at = now;
      if (tokens < 1) {
        return Duration.ofSeconds(1);
      }
      tokens--;
      return Duration.ZERO;
    }
  }
}
