package org.auditcaravan.deadletter;

import java.time.InstantSource;
import java.util.List;
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

  /** Keeps a failure and hands it on, for a copy elsewhere. */
  public List<Failure> keep(Failure failure) {
    return keep(List.of(failure));
  }

  /** Keeps failures of one source, all at once, and hands them on, for copies elsewhere. */
  public List<Failure> keep(List<Failure> failures) {
    letters.add(failures, clock.instant());
    failures.forEach(
        failure ->
            LOG.warnf(
                "%s: dead letter for %s (%s): %s",
                failure.source(), failure.sink(), failure.reason().text(), failure.message()));
    return failures;
  }
}
