package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import org.auditcaravan.source.Source;
import org.jboss.logging.Logger;

/** Keeps what a read that is through tells about the vendor: how late events come, what differs. */
final class Findings {
  private static final Logger LOG = Logger.getLogger(Findings.class);

  /** A window that is read later than this after it had settled does not tell who was on time. */
  private static final Duration PROMPT = Duration.ofHours(1);

  private final Ledger ledger;

  Findings(Ledger ledger) {
    this.ledger = ledger;
  }

  void keep(WindowRead read, Instant now) {
    if (read.isPromised()) {
      return;
    }
    try {
      switch (read.claim().occasion()) {
        case FIRST -> first(read, now);
        case RECHECK -> late(read, now);
        case RECONCILE -> reconciled(read);
        case RESCOPE -> {}
      }
      notes(read, now);
    } catch (RuntimeException e) {
      // The window is committed; without these figures it is so, too.
      LOG.warnf("%s: the ledger could not keep what was found: %s", name(read), e.getMessage());
    }
  }

  private void notes(WindowRead read, Instant now) {
    // A later read brings only what is new: that it finds none says nothing.
    boolean first = read.claim().occasion() == Occasion.FIRST;
    if (read.heartbeats() > 0 || first && read.heartbeats() == 0) {
      ledger.notes().heartbeat(read.claim(), read.heartbeats(), now);
    }
    if (read.events().delivered() > 0) {
      ledger.notes().found(read.claim(), read.drift().orElse(null), now);
    }
  }

  private void first(WindowRead read, Instant now) {
    Duration settle = read.source().settle();
    boolean prompt = now.isBefore(read.window().to().plus(settle).plus(PROMPT));
    if (!read.claim().backfill() && prompt) {
      ledger.punctuality().onTime(name(read), settle, read.events().delivered(), now);
    }
  }

  private void late(WindowRead read, Instant now) {
    if (read.delays().isEmpty()) {
      return;
    }
    Source source = read.source();
    Duration recheck = recheck(read);
    ledger.punctuality().late(source.name(), source.settle(), recheck, read.delays(), now);
    read.delays().forEach(delay -> Meters.late(source.name(), delay));
  }

  /** By which of the delays in {@code recheck} the read came; one out of turn, by which day. */
  private static Duration recheck(WindowRead read) {
    Duration due = Duration.between(read.window().to(), read.claim().recheckAt());
    return read.source().config().recheck().stream()
        .filter(delay -> delay.compareTo(due) >= 0)
        .min(Duration::compareTo)
        .orElse(Duration.ofDays(due.toDays() + 1));
  }

  private void reconciled(WindowRead read) {
    long missing = read.events().delivered() - read.events().changed();
    long seen = read.seen().met() + missing;
    long unseen = read.seen().unmet();
    ledger.reconciliations().complete(read.claim(), read.paging().way(), seen, unseen);
    Meters.reconciled(name(read), seen, missing, unseen);
    LOG.logf(
        missing + unseen == 0 ? Logger.Level.INFO : Logger.Level.WARN,
        "%s %s: read %s, %d events: the archive lacked %d, which are delivered, and has %d more",
        name(read),
        read.window().name(),
        read.paging().way(),
        seen,
        missing,
        unseen);
  }

  private static String name(WindowRead read) {
    return read.source().name();
  }
}
