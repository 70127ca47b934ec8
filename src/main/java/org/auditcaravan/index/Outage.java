package org.auditcaravan.index;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/**
 * Whether the search engine is away, and until when it is left alone. Said once when it begins and
 * once when it ends, however many deliveries meet it.
 */
final class Outage {
  private static final Logger LOG = Logger.getLogger(Outage.class);

  private final Backoff backoff;
  private int failures;
  private Instant since;
  private Instant until = Instant.EPOCH;
  private String sentence;

  Outage(Backoff backoff) {
    this.backoff = backoff;
  }

  /** Counts a failure, unless it is one that was under way when the last one was counted. */
  synchronized void failed(Instant now, String why) {
    if (now.isBefore(until)) {
      return;
    }
    if (since == null) {
      since = now;
      LOG.warnf("Indexing pauses, windows are committed all the same: %s", why);
    }
    sentence = why;
    failures++;
    until = now.plus(backoff.after(failures));
  }

  /** Hears of an outage that is over. */
  @FunctionalInterface
  interface Over {
    void outage(Instant from, Instant to, String sentence);
  }

  /**
   * The engine has answered.
   *
   * @param over hears of it, before it counts as over
   */
  synchronized void ended(Instant now, Over over) {
    if (since != null) {
      over.outage(since, now, sentence);
      LOG.infof(
          "Indexing goes on after %s; what is owed follows from the archive.",
          Duration.between(since, now).truncatedTo(ChronoUnit.SECONDS));
    }
    since = null;
    failures = 0;
    until = Instant.EPOCH;
  }

  synchronized boolean ongoing() {
    return since != null;
  }

  /** Until when nothing is sent; in the past when something may be. */
  synchronized Instant until() {
    return until;
  }

  /** What went wrong last. */
  synchronized String sentence() {
    return sentence;
  }
}
