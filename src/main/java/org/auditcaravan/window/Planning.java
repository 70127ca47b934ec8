package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.auditcaravan.source.Source;

/**
 * How a source is to be covered. All of it may change at any time: the planner fills only what no
 * window covers yet.
 *
 * @param start the first instant that is read; empty stands for the moment of the first start
 * @param settle how long after its end a window is left alone
 * @param live the length of a window after the first start
 * @param backfill the length of a window before the first start
 * @param retention how long the vendor keeps events
 * @param scope what is asked for
 */
public record Planning(
    Optional<Instant> start,
    Duration settle,
    Duration live,
    Duration backfill,
    Duration retention,
    Scope scope) {

  /** As the source's settings say. */
  public static Planning of(Source source, Scope scope) {
    return new Planning(
        source.start(),
        source.settle(),
        source.config().window(),
        source.config().backfillWindow(),
        source.vendorRetention(),
        scope);
  }
}
