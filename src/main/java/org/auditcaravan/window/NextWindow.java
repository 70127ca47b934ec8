package org.auditcaravan.window;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
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
  private final Predicate<Source> archived;
  private final Map<String, Boolean> recognized = new ConcurrentHashMap<>();

  /**
   * @param archived whether the archive has manifests of a source
   */
  public NextWindow(
      Ledger ledger,
      SourceClocks clocks,
      Reads reads,
      Verdicts verdicts,
      Predicate<Source> archived) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.reads = reads;
    this.verdicts = verdicts;
    this.archived = archived;
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
    return ledger
        .claims()
        .claim(source.name(), fencing, clock.now(), live)
        .flatMap(claim -> open(source, claim));
  }

  /** A manifest that was promised before a crash: it is finished before anything is claimed. */
  Optional<WindowRead> promised(Source source, long fencing) {
    return reads.promised(source, fencing);
  }

  /** A ledger that is new, or was lost, would begin a second chain beside the archive's. */
  void recognize(Source source) {
    recognized.computeIfAbsent(source.name(), name -> known(source));
  }

  private boolean known(Source source) {
    boolean unknown =
        ledger.sources().find(source.name()).map(SourceRow::headSequence).orElse(0L) == 0;
    if (unknown && archived.test(source)) {
      throw new Fault(
          "audit.sources."
              + source.name()
              + ": the archive has manifests of this source, but the ledger at audit.state.url"
              + " knows of none; restore the ledger's database from its backup, or set audit.sources."
              + source.name()
              + ".s3.prefix to begin another archive");
    }
    return true;
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
