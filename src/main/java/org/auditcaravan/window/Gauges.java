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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
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
  private final MultiGauge owed;
  private final MultiGauge deadLetters;
  private final MultiGauge skew;

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
    this.gaps = gauge(registry, "audit.gaps", "Windows that are not covered, by reason.");
    this.owed = gauge(registry, "audit.deliveries.owed", "Revisions that a sink owes.");
    this.deadLetters = gauge(registry, "audit.dead.letters", "Open dead letters, by reason.");
    this.skew =
        gauge(registry, "audit.clock.skew.seconds", "How far this clock is before the vendor's.");
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
      each(lag, covered, (source, to) -> Duration.between(to, now));
      each(skew, covered, (source, to) -> clocks.of(source).skew());
      each(windows, "state", figures.windows());
      each(gaps, "reason", figures.gaps());
      each(owed, "sink", figures.owed());
      each(deadLetters, "reason", figures.deadLetters());
    } catch (RuntimeException e) {
      // An exception would end the timer; that the database is away, readiness says.
      LOG.debug("The ledger cannot be read for the gauges", e);
    }
  }

  private static void each(
      MultiGauge gauge,
      Map<String, Instant> covered,
      BiFunction<String, Instant, Duration> duration) {
    List<Row<Number>> rows = new ArrayList<>();
    covered.forEach(
        (source, to) ->
            rows.add(
                Row.of(Tags.of("source", source), duration.apply(source, to).toMillis() / 1000.0)));
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
