package org.auditcaravan.deadletter;

import java.time.InstantSource;
import org.jboss.logging.Logger;

/** The bean {@code deadLetters}: keeps what cannot be delivered. */
public final class Keeping {
  private static final Logger LOG = Logger.getLogger(Keeping.class);

  private final DeadLetters letters;
  private final InstantSource clock;

  public Keeping(DeadLetters letters, InstantSource clock) {
    this.letters = letters;
    this.clock = clock;
  }

  /** Keeps the failure and hands it on, for a copy elsewhere. */
  public Failure keep(Failure failure) {
    letters.add(failure, clock.instant());
    LOG.warnf(
        "%s: dead letter for %s (%s): %s",
        failure.source(), failure.sink(), failure.reason().text(), failure.message());
    return failure;
  }
}
