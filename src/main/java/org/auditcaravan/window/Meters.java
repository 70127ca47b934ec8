package org.auditcaravan.window;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;

/** What this process counts, in the ledger's words; how the ledger stands is in {@link Gauges}. */
public final class Meters {
  private Meters() {}

  /** An answer of a vendor, of whatever status. */
  public static void answered(String source, int status) {
    count("audit.requests", source, "status", String.valueOf(status), 1);
  }

  /** A wait before a request, and why: {@code quota}, {@code query} or {@code retry-after}. */
  public static void waited(String source, String reason, Duration wait) {
    count("audit.wait.seconds", source, "reason", reason, wait.toMillis() / 1000.0);
  }

  /** A new token. */
  public static void renewed(String source) {
    Metrics.counter("audit.tokens.renewed", "source", source).increment();
  }

  /** A lease that this process has taken: many of one source mean that it goes to and fro. */
  static void leased(String source) {
    Metrics.counter("audit.leases.taken", "source", source).increment();
  }

  /** A read that is through, with its books. */
  static void count(WindowRead read) {
    String source = read.source().name();
    if (read.isPromised()) {
      Outcome outcome = read.reservation().orElseThrow().outcome();
      counted(source, outcome.events(), outcome.records());
      return;
    }
    counted(source, read.events(), read.records());
  }

  static void counted(String source, Tally events, Tally records) {
    outcome(source, "delivered", events.delivered());
    outcome(source, "duplicate", events.duplicates());
    outcome(source, "outside", events.outside());
    outcome(source, "excluded", events.excluded());
    outcome(source, "dead-letter", events.deadLetters());
    Metrics.counter("audit.records", "source", source).increment(records.delivered());
  }

  /** A recheck found an event this long after its own time. */
  static void late(String source, Duration after) {
    DistributionSummary.builder("audit.lateness")
        .baseUnit("seconds")
        .tag("source", source)
        .register(Metrics.globalRegistry)
        .record(after.toSeconds());
  }

  /** What reading a window by another way has shown. */
  static void reconciled(String source, long seen, long missing, long unseen) {
    count("audit.reconciled.events", source, "outcome", "seen", seen);
    count("audit.reconciled.events", source, "outcome", "missing", missing);
    count("audit.reconciled.events", source, "outcome", "unseen", unseen);
  }

  private static void outcome(String source, String outcome, long events) {
    count("audit.events", source, "outcome", outcome, events);
  }

  private static void count(String name, String source, String tag, String value, double by) {
    Metrics.counter(name, "source", source, tag, value).increment(by);
  }
}
