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
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.auditcaravan.window.Figures.Count;
import org.jboss.logging.Logger;

/** How the ledger stands, as gauges; read from it now and then, not at every scrape. */
@Singleton
public final class Gauges {
  private static final Logger LOG = Logger.getLogger(Gauges.class);
  private static final long PERIOD_SECONDS = 15;

  private final MeterRegistry registry;
  private final SourceClocks clocks;
  private final InstantSource clock;
  private final List<Reading> readings = new ArrayList<>();
  private final Set<String> told = new HashSet<>();

  /** A gauge, and what it shows now. */
  private record Reading(MultiGauge gauge, Supplier<List<Row<Number>>> rows) {}

  public Gauges(MeterRegistry registry, Ledger ledger, SourceClocks clocks, InstantSource clock) {
    this.registry = registry;
    this.clocks = clocks;
    this.clock = clock;
    figures(ledger.figures());
    deadlines(ledger.deadlines());
  }

  private void figures(Figures figures) {
    seconds(
        "audit.lag.seconds",
        "Time since the end of what is covered, backfill aside.",
        figures::coveredTo,
        covered -> Duration.between(covered, clock.instant()));
    read(
        "audit.clock.skew.seconds",
        "How far this clock is before the vendor's.",
        () ->
            figures.coveredTo().keySet().stream()
                .map(source -> row(source, clocks.of(source).skew()))
                .toList());
    read(
        "audit.suspected.retention.seconds",
        "The length of the empty beginning that the vendor may have purged.",
        () -> suspected(figures));
    counts("audit.windows", "Windows in each state.", "state", figures::windows);
    counts("audit.gaps", "Gaps that nobody has acknowledged.", "reason", figures::gaps);
    counts("audit.gap.seconds", "The length of these gaps.", "reason", figures::gapSeconds);
    counts(
        "audit.gaps.acknowledged",
        "Gaps that somebody has acknowledged.",
        "reason",
        figures::acknowledged);
    counts(
        "audit.sources.stopped",
        "1 where somebody has to repair the source.",
        null,
        figures::stopped);
    counts("audit.deliveries.owed", "Revisions that a sink owes.", "sink", figures::owed);
    counts("audit.dead.letters", "Open dead letters.", "reason", figures::deadLetters);
    counts("audit.notes", "1 for each note of status.", "kind", figures::notes);
  }

  private void deadlines(Deadlines deadlines) {
    seconds(
        "audit.loss.seconds",
        "Time until the vendor begins to purge what is owed and not read.",
        deadlines::purges,
        purge -> Duration.between(clock.instant(), purge));
    seconds(
        "audit.dead.letter.age.seconds",
        "Time since the first failure of the oldest open dead letter.",
        deadlines::letters,
        first -> Duration.between(first, clock.instant()));
    seconds(
        "audit.seal.lag.seconds",
        "Time since the end of the last closed day, or since the first start.",
        deadlines::sealed,
        closed -> Duration.between(closed, clock.instant()));
    counts(
        "audit.heads.unanchored",
        "Digests that the second place, if there is one, lacks.",
        null,
        deadlines::unanchored);
  }

  private List<Row<Number>> suspected(Figures figures) {
    Map<String, SuspectedRetention> found = figures.suspected();
    found.forEach(this::tell);
    return figures.coveredTo().keySet().stream()
        .map(source -> row(source, length(found.get(source))))
        .toList();
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

  private void seconds(
      String name,
      String description,
      Supplier<Map<String, Instant>> instants,
      Function<Instant, Duration> length) {
    read(
        name,
        description,
        () ->
            instants.get().entrySet().stream()
                .map(entry -> row(entry.getKey(), length.apply(entry.getValue())))
                .toList());
  }

  /**
   * @param tag the second tag, beside the source; null for none
   */
  private void counts(String name, String description, String tag, Supplier<List<Count>> counts) {
    read(name, description, () -> counts.get().stream().map(count -> row(count, tag)).toList());
  }

  private static Row<Number> row(String source, Duration length) {
    return Row.of(Tags.of("source", source), length.toMillis() / 1000.0);
  }

  private static Row<Number> row(Count count, String tag) {
    Tags source = Tags.of("source", count.source());
    return Row.of(tag == null ? source : source.and(tag, count.name()), count.number());
  }

  private void read(String name, String description, Supplier<List<Row<Number>>> rows) {
    readings.add(
        new Reading(MultiGauge.builder(name).description(description).register(registry), rows));
  }

  /** Begins to read the ledger; Camel ends it when it stops. */
  public void begin(CamelContext context) {
    context
        .getExecutorServiceManager()
        .newScheduledThreadPool(this, "gauges", 1)
        .scheduleWithFixedDelay(this::refresh, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  void refresh() {
    try {
      for (Reading reading : readings) {
        reading.gauge().register(List.copyOf(reading.rows().get()), true);
      }
    } catch (RuntimeException e) {
      // An exception would end the timer; that the database is away, readiness says.
      LOG.debug("The ledger cannot be read for the gauges", e);
    }
  }
}
