package org.auditcaravan.ratelimit;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.auditcaravan.pagination.Reply;

/**
 * What an answer says about the quota, in either family of headers: {@code inin-ratelimit-count},
 * {@code -allowed} and {@code -reset} (the real API; there is no header for what remains), or
 * {@code X-RateLimit-Remaining}, {@code -Reset} and {@code -Limit} (contract A). A reset is in
 * seconds to go in both; other vendors give the second of the epoch, which is told apart by its
 * size.
 *
 * @param allowed requests granted from reset to reset, 0 when the answer does not say
 * @param remaining requests left until the reset
 * @param untilReset how long it is until the reset
 */
record Quota(long allowed, long remaining, Duration untilReset) {
  private static final long EPOCH_FROM = 1_000_000_000L;

  static Optional<Quota> of(Reply reply) {
    OptionalLong count = number(reply, "inin-ratelimit-count");
    OptionalLong allowed = number(reply, "inin-ratelimit-allowed");
    if (count.isPresent() && allowed.isPresent()) {
      return quota(
          reply,
          allowed.getAsLong(),
          allowed.getAsLong() - count.getAsLong(),
          number(reply, "inin-ratelimit-reset"));
    }
    OptionalLong remaining = number(reply, "x-ratelimit-remaining");
    return remaining.isEmpty()
        ? Optional.empty()
        : quota(
            reply,
            number(reply, "x-ratelimit-limit").orElse(0),
            remaining.getAsLong(),
            number(reply, "x-ratelimit-reset"));
  }

  private static Optional<Quota> quota(
      Reply reply, long allowed, long remaining, OptionalLong reset) {
    if (reset.isEmpty() || reset.getAsLong() < 0) {
      return Optional.empty();
    }
    long seconds = reset.getAsLong();
    if (seconds > EPOCH_FROM) {
      seconds = Math.max(0, seconds - reply.received().getEpochSecond());
    }
    return Optional.of(new Quota(allowed, Math.max(0, remaining), Duration.ofSeconds(seconds)));
  }

  private static OptionalLong number(Reply reply, String header) {
    String value = reply.header(header);
    try {
      return value == null
          ? OptionalLong.empty()
          : OptionalLong.of(Math.round(Double.parseDouble(value.strip())));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
