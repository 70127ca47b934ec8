package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.auditcaravan.config.Fault;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.jboss.logging.Logger;

/**
 * The bean {@code windows}: which window a worker gets next, and what becomes of it when it is
 * through.
 */
public final class Windows {
  private static final Logger LOG = Logger.getLogger(Windows.class);

  private final Sources sources;
  private final Ledger ledger;
  private final HeldLeases leases;
  private final SourceClocks clocks;
  private final Reads reads;
  private final Verdicts verdicts;
  private final DeadLetters letters;
  private final Set<String> due = ConcurrentHashMap.newKeySet();
  private final Map<String, String> stopped = new ConcurrentHashMap<>();
  private final Workload workload = new Workload();
  private volatile boolean leaving;

  public Windows(
      Sources sources,
      Ledger ledger,
      HeldLeases leases,
      SourceClocks clocks,
      Reads reads,
      Verdicts verdicts,
      DeadLetters letters) {
    this.sources = sources;
    this.ledger = ledger;
    this.leases = leases;
    this.clocks = clocks;
    this.reads = reads;
    this.verdicts = verdicts;
    this.letters = letters;
  }

  /** Marks a source: the next worker that takes it up plans what is owed. */
  public void due(String source) {
    due.add(source);
  }

  /** The sources of this process that a command asks for; they are due. */
  public List<String> asked() {
    List<String> asked = ledger.requests().waiting().stream().filter(leases::holds).toList();
    due.addAll(asked);
    return asked;
  }

  /** Prolongs the leases of this process. */
  public void renew() {
    leases.renew();
  }

  /**
   * The window of the source that comes next, claimed for this worker.
   *
   * @return null when there is none, when enough of them are under way, or when another replica
   *     works for the source
   */
  public WindowRead claim(String name) {
    Source source = sources.get(name);
    if (leaving || stopped.containsKey(name) || !workload.enter(source)) {
      return null;
    }
    WindowRead read = null;
    try {
      read = leases.acquire(name).map(fencing -> next(source, fencing)).orElse(null);
      return read;
    } catch (LeaseLost e) {
      leases.lost(name);
      return null;
    } finally {
      if (read == null) {
        workload.leave(name);
      }
    }
  }

  private WindowRead next(Source source, long fencing) {
    Optional<WindowRead> promised = reads.promised(source, fencing);
    if (promised.isPresent()) {
      return promised.get();
    }
    SourceClock clock = clocks.of(source.name());
    if (due.remove(source.name())) {
      plan(source, fencing, clock);
    }
    return ledger
        .claims()
        .claim(source.name(), fencing, clock.now())
        .map(claim -> open(source, claim))
        .orElse(null);
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

  private WindowRead open(Source source, Claim claim) {
    try {
      return reads.open(source, claim);
    } catch (RuntimeException e) {
      verdicts.failed(source, claim, e);
      return null;
    }
  }

  /** The process is ending: what is under way is finished or given back, nothing else begins. */
  public void leave() {
    leaving = true;
  }

  /** Nothing is under way any more: others need not wait until the leases expire. */
  public void left() {
    leases.release();
  }

  /** The window is through: its files go, its place is free, its unread pages were read. */
  public void done(@Variable("read") WindowRead read) {
    letters.read(read.window());
    count(read);
    finish(read);
  }

  /**
   * Makes a state of the ledger of a failure.
   *
   * @return the dead letters that come of it
   */
  public List<Failure> failed(Exchange exchange) {
    WindowRead read = exchange.getVariable("read", WindowRead.class);
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (read == null) {
      LOG.errorf("%s: %s", exchange.getVariable("source"), failure.getMessage());
      return List.of();
    }
    try {
      if (read.isCommitted()) {
        count(read);
      }
      return verdicts.failed(read, failure, leaving);
    } catch (LeaseLost e) {
      leases.lost(read.source().name());
      return List.of();
    } catch (Fault e) {
      stopped.put(read.source().name(), e.getMessage());
      LOG.errorf("%s is stopped: %s", read.source().name(), e.getMessage());
      return List.of();
    } finally {
      finish(read);
    }
  }

  private void count(WindowRead read) {
    String source = read.source().name();
    if (read.isPromised()) {
      Outcome outcome = read.reservation().orElseThrow().outcome();
      Meters.read(source, outcome.events(), outcome.records());
      return;
    }
    Meters.read(source, read.events(), read.records());
    boolean recheck = read.claim().recheckAt() != null;
    if (recheck && read.events().delivered() > 0) {
      Meters.late(source, Duration.between(read.window().to(), now(source)));
    }
  }

  /** A complete recheck that found nothing new: there is nothing to commit. */
  public void rechecked(@Variable("read") WindowRead read) {
    Source source = read.source();
    ledger.rechecks().rechecked(read.claim(), now(source.name()), source.config().recheck());
  }

  /** An event turned up far outside of the window that was asked for: its own window is due. */
  public void stray(Window asked, Instant timestamp) {
    ledger.rechecks().recheckOf(asked.source(), timestamp, now(asked.source()));
  }

  private void finish(WindowRead read) {
    workload.leave(read.source().name());
    read.close();
  }

  /** Why sources are stopped until somebody repairs their configuration, by name. */
  public Map<String, String> stopped() {
    return Map.copyOf(stopped);
  }

  /** Now, for the source: the earlier of its two clocks. */
  public Instant now(String source) {
    return clocks.of(source).now();
  }
}
