package org.auditcaravan.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * The limit of one endpoint that the vendor does not publish, learned from its refusals. A refusal
 * measures it: so many requests were granted in the time that the vendor counts. From a little
 * below that the pace rises along a cubic curve (as TCP CUBIC's, RFC 9438): at first back to what
 * was granted, long around it, then ever faster, so that a limit which was raised is found, too. It
 * rises with the answers that are granted, not with the time: what is not used proves nothing.
 */
final class EndpointLimit {
  /** How far below a refused pace the next one begins. */
  private static final double STEP = 0.01;

  /** After so many minutes of use the pace is where it was refused. */
  private static final double MINUTES_BACK = 2.5;

  /** A pace that was kept to this share in the last minute was in use. */
  private static final double USED = 0.9;

  /** What was measured over so many minutes is no chance. */
  private static final double ENOUGH_MINUTES = 1.0 / 3;

  /** Of a second or two, what was measured is mostly chance. */
  private static final double MISTRUST = 1.5;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Sent sent = new Sent();
  private final Schedule schedule = new Schedule();
  private double proven = Double.POSITIVE_INFINITY;
  private double granted;
  private boolean grantedSince = true;
  private Instant refusedAt = Instant.MIN;

  Schedule schedule() {
    return schedule;
  }

  void sent(Instant at) {
    sent.add(at);
  }

  /** How many requests a minute are tried. */
  double perMinute() {
    if (Double.isInfinite(proven)) {
      return proven;
    }
    double distance = granted / (MINUTES_BACK * proven) - 1;
    return proven * (1 + STEP * distance * distance * distance);
  }

  /** How many requests a minute were granted before one was refused. */
  double proven() {
    return proven;
  }

  /** Begins where another process has left off. */
  void recall(double perMinute) {
    proven = perMinute;
    granted = 0;
  }

  /** A request that went out then was granted. */
  void granted(Instant asked) {
    if (asked.isAfter(refusedAt)) {
      grantedSince = true;
      granted += sent.between(asked.minus(MINUTE), asked) >= USED * perMinute() ? 1 : 0;
    }
  }

  /**
   * A request was refused. Those that were on their way with it, and those after it until one is
   * granted, tell nothing more.
   *
   * @param asked when it went out
   * @param received when the refusal was there
   * @param wait what the vendor asked to wait, or null
   * @param tried the pace that was kept, in requests a minute, for whatever reason
   * @param least the pace to which refusals may lead
   * @return whether it was taken for a new sign
   */
  boolean refused(Instant asked, Instant received, Duration wait, double tried, double least) {
    if (!grantedSince || !asked.isAfter(refusedAt)) {
      return false;
    }
    proven = Math.max(least, Math.min(tried, measured(asked, wait, tried)));
    granted = 0;
    grantedSince = false;
    refusedAt = received;
    return true;
  }

  /**
   * Granted requests a minute, over a time that ends with the wait that the vendor asks for. It is
   * believed the less the shorter that time is, and never below the half: what the vendor counts is
   * a guess.
   */
  private double measured(Instant asked, Duration wait, double tried) {
    Duration rest = wait == null ? Duration.ZERO : wait;
    Duration counted = MINUTE.compareTo(rest.multipliedBy(2)) > 0 ? MINUTE : rest.multipliedBy(2);
    // What was granted before the last refusal has been measured then.
    Instant from = Schedule.later(refusedAt, asked.minus(counted.minus(rest)));
    // What began only now was let through in one go, and is paid for by the wait.
    Instant first = wait == null ? from : sent.firstAfter(from, asked);
    double minutes = Duration.between(first, asked).plus(rest).toMillis() / 60_000.0;
    double requests = Math.max(0, sent.between(from, asked) - 1);
    double belief = Math.pow(Math.min(1, minutes / ENOUGH_MINUTES), MISTRUST);
    return Math.max(minutes > 0 ? requests / minutes : tried, tried * (1 - belief / 2));
  }
}
