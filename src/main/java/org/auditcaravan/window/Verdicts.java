package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.auditcaravan.archive.ManifestAdopted;
import org.auditcaravan.archive.PromiseKept;
import org.auditcaravan.config.Fault;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.deadletter.Reason;
import org.auditcaravan.doctor.Diagnosis;
import org.auditcaravan.journal.Act;
import org.auditcaravan.journal.Journal;
import org.auditcaravan.pagination.Forbidden;
import org.auditcaravan.pagination.Premature;
import org.auditcaravan.pagination.TooLarge;
import org.auditcaravan.pagination.TransientFailure;
import org.auditcaravan.pagination.VendorException;
import org.auditcaravan.source.Source;
import org.jboss.logging.Logger;

/** Turns what went wrong with a window into a state of the ledger. */
public final class Verdicts {
  private static final Logger LOG = Logger.getLogger(Verdicts.class);

  private final Ledger ledger;
  private final SourceClocks clocks;
  private final DeadLetters letters;
  private final Journal journal;
  private final Duration firstPause;

  /**
   * @param firstPause the first pause before a failed window is tried again
   */
  public Verdicts(
      Ledger ledger,
      SourceClocks clocks,
      DeadLetters letters,
      Journal journal,
      Duration firstPause) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.letters = letters;
    this.journal = journal;
    this.firstPause = firstPause;
  }

  /**
   * Judges the failure of a read that was under way.
   *
   * @param stopping whether the process is stopping: what it gives up then has not failed
   * @return the dead letters that come of it
   */
  List<Failure> failed(WindowRead read, Exception thrown, boolean stopping) {
    Throwable failure = cause(thrown);
    if (read.isCommitted()) {
      // The archive has the window; what a sink lacks is in the sink's own row.
      LOG.warnf("%s %s: a sink failed: %s", name(read), window(read), failure.getMessage());
      return List.of();
    }
    if (failure instanceof LeaseLost lost) {
      throw lost;
    }
    if (failure instanceof PromiseKept) {
      LOG.debugf("%s %s: %s", name(read), window(read), failure.getMessage());
      return List.of();
    }
    if (failure instanceof ManifestAdopted
        || failure instanceof ReservationPending
        || failure instanceof Premature) {
      // Nothing is wrong with the window: it is read again, as if it had not been tried.
      LOG.infof("%s %s: %s", name(read), window(read), failure.getMessage());
      ledger.claims().release(read.claim());
      return List.of();
    }
    if (read.reservation().isPresent()) {
      LOG.warnf("%s %s: commit goes on later: %s", name(read), window(read), failure.getMessage());
      return List.of();
    }
    if (stopping && !read.isPromised() && read.hasNext()) {
      ledger.claims().release(read.claim());
      return List.of();
    }
    failed(read.source(), read.claim(), thrown);
    return failure instanceof TransientFailure broken && unreadable(broken)
        ? List.of(unreadable(read, broken))
        : List.of();
  }

  /** The window was broken off by a stop: it is as it was, unless its manifest is promised. */
  void brokenOff(WindowRead read) {
    if (read.reservation().isEmpty()) {
      ledger.claims().release(read.claim());
    }
  }

  /** A success closes what an earlier failure of the same window left among the dead letters. */
  void succeeded(WindowRead read) {
    letters.read(read.window(), clocks.here());
  }

  /** Keeps what the ledger is about to write down: that a window was read again in vain. */
  void rechecked(Claim claim, Instant now, String shortfall) {
    journal.keep(Rechecks.act(claim, now, shortfall));
  }

  /** A body that came with a success and is no page; an error's body is no event that was lost. */
  private static boolean unreadable(TransientFailure broken) {
    return broken.status() / 100 == 2 && broken.received().length > 0;
  }

  private static Failure unreadable(WindowRead read, TransientFailure broken) {
    return new Failure(
        read.source().name(),
        read.window(),
        Reason.UNREADABLE_PAGE.text(),
        Reason.UNREADABLE_PAGE,
        broken.getMessage(),
        null,
        broken.received());
  }

  /** Judges the failure of a claimed window, and lets a wrong configuration stop its source. */
  void failed(Source source, Claim claim, Exception thrown) {
    Throwable failure = cause(thrown);
    if (failure instanceof LeaseLost lost) {
      throw lost;
    }
    if (claim.divisible() && (failure instanceof TooLarge || tooSlow(failure, claim))) {
      split(source, claim);
      LOG.infof(
          "%s %s: too large, split: %s",
          source.name(), claim.window().name(), failure.getMessage());
      return;
    }
    VendorException vendor = failure instanceof VendorException known ? known : null;
    String sentence = Diagnosis.sentence(source, failure);
    Instant now = clocks.of(source.name()).now();
    ledger
        .failures()
        .fail(
            claim,
            reason(failure),
            sentence,
            vendor == null || vendor.status() == 0 ? null : vendor.status(),
            vendor == null ? null : vendor.correlationId(),
            now,
            firstPause);
    LOG.warnf("%s %s: %s", source.name(), claim.window().name(), sentence);
    LOG.debug("The failure in full", failure);
    if (failure instanceof Fault fault) {
      throw fault;
    }
  }

  private void split(Source source, Claim claim) {
    Window whole = claim.window();
    Instant middle = whole.from().plusSeconds(whole.length().toSeconds() / 2);
    Instant now = clocks.of(source.name()).now();
    journal.keep(new Act.Split(source.name(), now, whole.from(), whole.to(), middle));
    ledger.failures().split(claim, middle);
  }

  /** A realtime query that times out again and again asks for too long an interval. */
  private static boolean tooSlow(Throwable failure, Claim claim) {
    return !claim.patient()
        && failure instanceof TransientFailure timeout
        && timeout.status() == 504
        && "request.timeout".equals(timeout.code());
  }

  /** What Camel has wrapped: the innermost failure that has a meaning here. */
  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getClass().getName().startsWith("org.apache.camel.")) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String reason(Throwable failure) {
    if (failure instanceof Forbidden) {
      return "forbidden";
    }
    if (failure instanceof TooLarge) {
      return GapReason.TOO_LARGE;
    }
    return failure instanceof Fault ? "configuration" : "failed";
  }

  private static String name(WindowRead read) {
    return read.source().name();
  }

  private static String window(WindowRead read) {
    return read.window().name();
  }
}
