package org.auditcaravan.window;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.auditcaravan.window.Figures.Count;
import org.jboss.logging.Logger;

/** How the ledger stands, as gauges; read from it now and then, not at every scrape. */
@Singleton
public final class Gauges {
  private static final Logger LOG = Logger.getLogger(Gauges.class);
  private static final long PERIOD_SECONDS = 15;

  private final Ledger ledger;
  private final SourceClocks clocks;
  private final InstantSource clock;
  private final MultiGauge lag;
  private final MultiGauge windows;
  private final MultiGauge gaps;
  private final MultiGauge acknowledged;
  private final MultiGauge stopped;
  private final MultiGauge owed;
  private final MultiGauge deadLetters;
  private final MultiGauge notes;
  private final MultiGauge skew;
  private final MultiGauge suspected;
  private final Set<String> told = new HashSet<>();

  public Gauges(MeterRegistry registry, Ledger ledger, SourceClocks clocks, InstantSource clock) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.clock = clock;
    this.lag =
        gauge(
            registry,
            "audit.lag.seconds",
            "Time since the end of what is covered, backfill aside.");
    this.windows = gauge(registry, "audit.windows", "Windows in each state.");
    this.gaps = gauge(registry, "audit.gaps", "Gaps that nobody has acknowledged, by reason.");
    this.acknowledged =
        gauge(registry, "audit.gaps.acknowledged", "Gaps that somebody has acknowledged.");
    this.stopped =
        gauge(registry, "audit.sources.stopped", "1 where somebody has to repair the source.");
    this.owed = gauge(registry, "audit.deliveries.owed", "Revisions that a sink owes.");
    this.deadLetters = gauge(registry, "audit.dead.letters", "Open dead letters, by reason.");
    this.notes =
        gauge(registry, "audit.notes", "1 for each note of status: filter, drift, heartbeat.");
    this.skew =
        gauge(registry, "audit.clock.skew.seconds", "How far this clock is before the vendor's.");
    this.suspected =
        gauge(
            registry,
            "audit.suspected.retention.seconds",
            "The length of the empty beginning that the vendor may have purged.");
  }

  /** Once in the life of a process. */
  private void tell(String source, SuspectedRetention found) {
    if (told.add(source)) {
      LOG.warnf("%s: %s", source, found.sentence());
    }
  }

  private static Duration length(SuspectedRetention found) {
    return found == null ? Duration.ZERO : Duration.between(found.from(), found.to());
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** Begins to read the ledger; Camel ends it when it stops. */
  public void begin(CamelContext context) {
    context
        .getExecutorServiceManager()
        .newScheduledThreadPool(this, "gauges", 1)
        .scheduleWithFixedDelay(this::refresh, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  private void refresh() {
    try {
      Instant now = clock.instant();
      Figures figures = ledger.figures();
      Map<String, Instant> covered = figures.coveredTo();
      Map<String, SuspectedRetention> suspicions = figures.suspected();
      each(lag, covered.keySet(), source -> Duration.between(covered.get(source), now));
      each(skew, covered.keySet(), source -> clocks.of(source).skew());
      each(suspected, covered.keySet(), source -> length(suspicions.get(source)));
      suspicions.forEach(this::tell);
      each(windows, "state", figures.windows());
      single(stopped, figures.stopped());
      each(gaps, "reason", figures.gaps());
      each(acknowledged, "reason", figures.acknowledged());
      each(owed, "sink", figures.owed());
      each(deadLetters, "reason", figures.deadLetters());
      each(notes, "kind", figures.notes());
    } catch (RuntimeException e) {
      // An exception would end the timer; that the database is away, readiness says.
      LOG.debug("The ledger cannot be read for the gauges", e);
    }
  }

  private static void each(
      MultiGauge gauge, Set<String> sources, Function<String, Duration> duration) {
    gauge.register(
        sources.stream()
            .map(
                source ->
                    Row.of(Tags.of("source", source), duration.apply(source).toMillis() / 1000.0))
            .collect(Collectors.toList()),
        true);
  }

  private static void single(MultiGauge gauge, List<Count> counts) {
    List<Row<Number>> rows = new ArrayList<>();
    counts.forEach(count -> rows.add(Row.of(Tags.of("source", count.source()), count.number())));
    gauge.register(rows, true);
  }

  private static void each(MultiGauge gauge, String tag, List<Count> counts) {
    List<Row<Number>> rows = new ArrayList<>();
    counts.forEach(
        count ->
            rows.add(Row.of(Tags.of("source", count.source(), tag, count.name()), count.number())));
    gauge.register(rows, true);
  }
}
