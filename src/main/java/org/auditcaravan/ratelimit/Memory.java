package org.auditcaravan.ratelimit;

import java.time.Instant;
import java.util.Map;

/** What was learned about a vendor's limits, for the next start or the next replica. */
public interface Memory {

  /**
   * What is known of an endpoint.
   *
   * @param perMinute how many requests a minute it was seen to grant before it refused one
   * @param blockedUntil until when the vendor asked to be left alone
   */
  record Known(double perMinute, Instant blockedUntil) {}

  /** What is known of the source, by step. */
  Map<String, Known> recall(String source);

  /** Keeps it, unless the source is leased under another number by now. */
  void keep(Turn turn, Known known);
}
