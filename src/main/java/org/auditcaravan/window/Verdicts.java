package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.auditcaravan.config.Fault;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.pagination.VendorException;
import org.auditcaravan.source.Source;
import org.jboss.logging.Logger;

/** Turns what went wrong with a window into a state of the ledger. */
public final class Verdicts {
  private static final Logger LOG = Logger.getLogger(Verdicts.class);

  private final Ledger ledger;
  private final SourceClocks clocks;
  private final Duration firstPause;

  /**
   * @param firstPause the first pause before a failed window is tried again
   */
  public Verdicts(Ledger ledger, SourceClocks clocks, Duration firstPause) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.firstPause = firstPause;
  }

  /** Judges the failure of a read that was under way. */
  List<Failure> failed(WindowRead read, Exception failure) {
    failed(read.source(), read.claim(), failure);
    return List.of();
  }

  /** Judges the failure of a claimed window, and lets a wrong configuration stop its source. */
  void failed(Source source, Claim claim, Exception failure) {
    if (failure instanceof LeaseLost lost) {
      throw lost;
    }
    Integer status = failure instanceof VendorException vendor ? vendor.status() : null;
    String correlation = failure instanceof VendorException vendor ? vendor.correlationId() : null;
    Instant now = clocks.of(source.name()).now();
    ledger
        .failures()
        .fail(claim, "failed", failure.getMessage(), status, correlation, now, firstPause);
    LOG.warnf("%s %s: %s", source.name(), claim.window().name(), failure.getMessage());
    if (failure instanceof Fault fault) {
      throw fault;
    }
  }
}
