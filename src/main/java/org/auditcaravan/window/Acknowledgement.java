package org.auditcaravan.window;

import java.time.Instant;

/**
 * A person has taken note of a gap: it stays a gap, and nobody needs to be told of it any more.
 *
 * @param from the gap's first instant
 * @param to the first instant after it
 * @param reason the gap's reason at that time
 * @param who who it was
 * @param because why nothing needs to be done
 * @param at when
 * @param closedAt when the time was covered after all, or null
 */
public record Acknowledgement(
    Instant from,
    Instant to,
    String reason,
    String who,
    String because,
    Instant at,
    Instant closedAt) {

  /** Whether the gap lies in this time; what is closed says nothing of a later gap. */
  boolean covers(Gap gap) {
    return closedAt == null && !gap.from().isBefore(from) && !gap.to().isAfter(to);
  }
}
