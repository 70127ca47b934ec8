package org.auditcaravan.window;

import java.time.Instant;

/**
 * A time that is not covered, or not as it is asked for now.
 *
 * @param from the first instant
 * @param to the first instant after it
 * @param reason a short name, see {@link GapReason}
 * @param sentence what happened, or null
 * @param recoverable whether it is tried again by itself
 * @param recoverableUntil when the vendor begins to purge it, null when it is final
 * @param attempts how often it was tried
 * @param nextTry when it is tried next, or null
 * @param acknowledgement who has taken note of it, and why, or null
 */
public record Gap(
    Instant from,
    Instant to,
    String reason,
    String sentence,
    boolean recoverable,
    Instant recoverableUntil,
    int attempts,
    Instant nextTry,
    Acknowledgement acknowledgement) {

  /** The same as a person has taken note of it, or null. */
  Gap acknowledged(Acknowledgement by) {
    return new Gap(
        from, to, reason, sentence, recoverable, recoverableUntil, attempts, nextTry, by);
  }

  /** The part of it between these instants. */
  Gap within(Instant first, Instant last) {
    return new Gap(
        from.isBefore(first) ? first : from,
        to.isAfter(last) ? last : to,
        reason,
        sentence,
        recoverable,
        recoverableUntil,
        attempts,
        nextTry,
        acknowledgement);
  }
}
