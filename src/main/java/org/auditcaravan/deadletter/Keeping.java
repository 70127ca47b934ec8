package org.auditcaravan.deadletter;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.auditcaravan.config.OneLine;
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
    failures.stream()
        .collect(
            Collectors.groupingBy(failure -> failure.sink() + " (" + failure.reason().text() + ")"))
        .forEach(Keeping::say);
    return failures;
  }

  /** One line for what may be thousands; what a vendor wrote must not look like a line of ours. */
  private static void say(String where, List<Failure> failures) {
    Failure first = failures.get(0);
    LOG.warnf(
        "%s: %d dead letters for %s, the first: %s",
        first.source(), failures.size(), where, OneLine.of(first.message()));
  }
}
