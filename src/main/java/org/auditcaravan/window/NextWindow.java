package org.auditcaravan.window;

import java.time.Instant;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;
import org.jboss.logging.Logger;

/** Which window of a source comes next, for the holder of the source's lease. */
public final class NextWindow {
  private static final Logger LOG = Logger.getLogger(NextWindow.class);

  private final Ledger ledger;
  private final SourceClocks clocks;
  private final Reads reads;
  private final Verdicts verdicts;
  private final Recognition recognition;

  public NextWindow(
      Ledger ledger, SourceClocks clocks, Reads reads, Verdicts verdicts, Recognition recognition) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.reads = reads;
    this.verdicts = verdicts;
    this.recognition = recognition;
  }

  /**
   * What was promised before a crash, else what the ledger says is owed.
   *
   * @param plan whether what is owed is planned first
   * @param live whether only a live window has a place
   * @throws LeaseLost when the fencing number is not current
   * @throws Fault when the source's configuration, or its ledger, does not fit its archive
   */
  Optional<WindowRead> of(Source source, long fencing, boolean plan, boolean live) {
    SourceClock clock = clocks.of(source.name());
    if (plan) {
      plan(source, fencing, clock);
    }
    Instant now = clock.now();
    return ledger
        .claims()
        .claim(source.name(), fencing, now, now.minus(source.settle()), live)
        .flatMap(claim -> open(source, claim));
  }

  /** A manifest that was promised before a crash: it is finished before anything is claimed. */
  Optional<WindowRead> promised(Source source, long fencing) {
    return reads.promised(source, fencing);
  }

  /**
   * Looks, once for each lease, whether the ledger and the archive belong together.
   *
   * @throws Fault when they do not
   */
  void recognize(Source source, long fencing) {
    recognition.recognize(source, fencing, clocks.of(source.name()).now());
  }

  /** The source works; what had stopped it is over. */
  void works(String source) {
    recognition.works(source, clocks.of(source).now());
  }

  private void plan(Source source, long fencing, SourceClock clock) {
    if (!clock.plans()) {
      LOG.warnf(
          "%s: this clock and the vendor's differ by %s, so nothing is planned: set the clock",
          source.name(), clock.skew());
      return;
    }
    Planning planning = Planning.of(source, Scopes.of(source));
    ledger.planner().plan(source.name(), fencing, planning, clock.now());
    ledger.requests().planRequests(source.name(), fencing, planning, clock.now());
    ledger
        .reconciliations()
        .draw(
            source.name(),
            fencing,
            source.config().reconcile(),
            Cutter.kept(planning, clock.now()),
            clock.now());
    recognition.tell(source, clock.now());
  }

  private Optional<WindowRead> open(Source source, Claim claim) {
    try {
      return Optional.of(reads.open(source, claim));
    } catch (RuntimeException e) {
      verdicts.failed(source, claim, e);
      return Optional.empty();
    }
  }
}
