package org.auditcaravan.window;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.Variable;
import org.auditcaravan.config.Fault;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.jboss.logging.Logger;

/**
 * The bean {@code windows}: hands windows to the workers, and takes them back when they are
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
  private final Rests rests;
  private final NextWindow next;
  private final Findings findings;
  private final Set<String> due = ConcurrentHashMap.newKeySet();
  private final Set<String> stopped = ConcurrentHashMap.newKeySet();
  private final Set<String> queued = ConcurrentHashMap.newKeySet();
  private final Workload workload = new Workload();
  private final Map<WindowRead, Workload.Place> places = new ConcurrentHashMap<>();
  private volatile boolean leaving;

  /**
   * @param rests when promised manifests are tried again
   */
  public Windows(
      Sources sources,
      Ledger ledger,
      HeldLeases leases,
      SourceClocks clocks,
      Reads reads,
      Verdicts verdicts,
      Rests rests,
      NextWindow next) {
    this.sources = sources;
    this.ledger = ledger;
    this.leases = leases;
    this.clocks = clocks;
    this.reads = reads;
    this.verdicts = verdicts;
    this.rests = rests;
    this.next = next;
    this.findings = new Findings(ledger);
  }

  /** Marks a source: the next worker that takes it up plans what is owed. */
  public void due(String source) {
    due.add(source);
  }

  /**
   * Whether the source has to be put into the line of the workers: it stands there once at most,
   * else sources with many windows would fill it.
   */
  public boolean wake(@Body String source) {
    return queued.add(source);
  }

  /** A worker takes the source out of the line. */
  public void taken(@Body String source) {
    queued.remove(source);
  }

  /**
   * The line has not taken the source: it can be put there again.
   *
   * @throws Exception the reason, for the one who reports it
   */
  public void refused(@Body String source, @ExchangeException Exception reason) throws Exception {
    queued.remove(source);
    throw reason;
  }

  /** The sources of this process that a command asks for; they are due. */
  public List<String> asked() {
    List<String> asked =
        ledger.requests().waiting(clocks.here()).stream().filter(leases::holds).toList();
    due.addAll(asked);
    return asked;
  }

  /**
   * Prolongs the leases of this process, and evens out what each replica works for.
   *
   * @return the sources that nobody works for, that have rested, or have windows that have
   */
  public List<String> renew() {
    leases.renew();
    leases.share(workload::idle);
    Stream<String> failed =
        ledger.claims().rested(clocks.here()).entrySet().stream()
            .filter(rest -> leases.holds(rest.getKey()))
            .filter(rest -> !rest.getValue().isAfter(now(rest.getKey())))
            .map(Map.Entry::getKey);
    return Stream.of(rests.passed().stream(), failed, leases.vacant().stream())
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  /**
   * The window of the source that comes next, claimed for this worker.
   *
   * @return null when there is none, when enough of them are under way, or when another replica
   *     works for the source
   */
  public WindowRead claim(String name) {
    Source source = sources.get(name);
    if (leaving || stopped.contains(name) || rests.resting(name)) {
      return null;
    }
    Workload.Place place = workload.enter(source);
    if (place == null) {
      return null;
    }
    WindowRead read = null;
    try {
      read = leases.acquire(name).map(fencing -> next(source, fencing, place)).orElse(null);
      return read;
    } catch (LeaseLost e) {
      leases.lost(name);
      return null;
    } catch (ReservationPending e) {
      // A worker of this process is still at it, under a lease that has ended.
      return null;
    } catch (Fault e) {
      stop(name, e);
      return null;
    } finally {
      if (read == null) {
        place.leave();
      } else {
        places.put(read, place);
      }
    }
  }

  private WindowRead next(Source source, long fencing, Workload.Place place) {
    // Before a promise is kept: one of a backup would fork the chain.
    next.recognize(source, fencing);
    Optional<WindowRead> promised = next.promised(source, fencing);
    if (promised.isPresent()) {
      return promised.get();
    }
    boolean live = !place.patient();
    Optional<WindowRead> read = next.of(source, fencing, due.remove(source.name()), live);
    read.filter(claimed -> claimed.claim().live()).ifPresent(claimed -> place.live());
    return read.orElse(null);
  }

  /** The process is ending: what is under way is finished or given back, nothing else begins. */
  public void leave() {
    leaving = true;
  }

  /** Nothing is under way any more: others need not wait until the leases expire. */
  public void left() {
    places.keySet().forEach(this::giveBack);
    leases.release();
  }

  /** Camel refuses to retry while it stops, and asks no handler what becomes of the window. */
  private void giveBack(WindowRead read) {
    try {
      verdicts.brokenOff(read);
    } catch (RuntimeException e) {
      // The lease or the database is gone: whoever takes the source over reads the window again.
      LOG.debug("A window could not be given back", e);
    } finally {
      finish(read);
    }
  }

  /** The window is through: its files go, its place is free, its unread pages were read. */
  public void done(@Variable("read") WindowRead read) {
    verdicts.succeeded(read);
    next.works(read.source().name());
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
      LOG.errorf(
          "%s: nothing can be claimed until it is due again: %s",
          exchange.getVariable("source"), failure.getMessage());
      LOG.debug("The failure in full", failure);
      return List.of();
    }
    String name = read.source().name();
    try {
      if (read.isCommitted()) {
        count(read);
      }
      List<Failure> letters = verdicts.failed(read, failure, leaving);
      if (read.reservation().isPresent() && !read.isCommitted()) {
        LOG.infof("%s rests for %s", name, rests.begin(name));
      }
      return letters;
    } catch (LeaseLost e) {
      leases.lost(name);
      return List.of();
    } catch (Fault e) {
      stop(name, e);
      return List.of();
    } catch (RuntimeException e) {
      // Under the same number nobody would take up a window that seems to be under way.
      leases.renounce(name);
      LOG.errorf("%s: the ledger could not be told of a failure: %s", name, e.getMessage());
      return List.of();
    } finally {
      finish(read);
    }
  }

  private void count(WindowRead read) {
    Meters.count(read);
    findings.keep(read, now(read.source().name()));
  }

  private void stop(String source, Fault fault) {
    stopped.add(source);
    LOG.errorf("%s is stopped: %s", source, fault.getMessage());
    ledger.sources().stop(source, fault.getMessage(), now(source));
  }

  /** A complete recheck that found nothing new: there is nothing to commit. */
  public void rechecked(@Variable("read") WindowRead read) {
    Source source = read.source();
    String shortfall = read.paging().shortfall().orElse(null);
    Claim claim = read.claim().readBy(read.paging().modes());
    Instant now = now(source.name());
    verdicts.rechecked(claim, now, shortfall);
    ledger.failures().shortfall(claim, read.paging().shortfallReason(), shortfall);
    ledger.rechecks().rechecked(claim, now, source.config().recheck());
  }

  /** An event turned up far outside of the window that was asked for: its own window is due. */
  public void stray(Window asked, Instant timestamp) {
    ledger.rechecks().recheckOf(asked.source(), timestamp, now(asked.source()));
  }

  private void finish(WindowRead read) {
    if (read.isCommitted()) {
      rests.end(read.source().name());
    }
    if (read.end()) {
      places.remove(read).leave();
      reads.close(read);
    }
  }

  /** Now, for the source: the earlier of its two clocks. */
  public Instant now(String source) {
    return clocks.of(source).now();
  }
}
