package org.auditcaravan.window;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
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
  private final MultiGauge skew;
  private final MultiGauge suspected;
  private final Set<String> told = new HashSet<>();

  public Gauges(MeterRegistry registry, Ledger ledger, SourceClocks clocks, InstantSource clock) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.clock = clock;
    this.lag = gauge(registry, "audit.lag.seconds", "Time since the end of what is covered.");
    this.windows = gauge(registry, "audit.windows", "Windows in each state.");
    this.gaps = gauge(registry, "audit.gaps", "Gaps that nobody has acknowledged, by reason.");
    this.acknowledged =
        gauge(registry, "audit.gaps.acknowledged", "Gaps that somebody has acknowledged.");
    this.stopped =
        gauge(registry, "audit.sources.stopped", "1 where somebody has to repair the source.");
    this.owed = gauge(registry, "audit.deliveries.owed", "Revisions that a sink owes.");
    this.deadLetters = gauge(registry, "audit.dead.letters", "Open dead letters, by reason.");
    this.skew =
        gauge(registry, "audit.clock.skew.seconds", "How far this clock is before the vendor's.");
    this.suspected =
        gauge(
            registry,
            "audit.suspected.retention.seconds",
            "The length of the empty beginning that the vendor may have purged.");
  }

  /** Once in the life of a process. */
  private void tell(List<SourceStatus> all) {
    for (SourceStatus status : all) {
      if (status.suspectedRetention() != null && told.add(status.source())) {
        LOG.warnf("%s: %s", status.source(), status.suspectedRetention().sentence());
      }
    }
  }

  private static double suspicion(SourceStatus status) {
    SuspectedRetention found = status.suspectedRetention();
    return found == null ? 0 : seconds(Duration.between(found.from(), found.to()));
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
      List<SourceStatus> all = ledger.statuses().all(now);
      single(lag, all, status -> seconds(Duration.between(covered(status), now)));
      single(skew, all, status -> seconds(clocks.of(status.source()).skew()));
      single(suspected, all, Gauges::suspicion);
      tell(all);
      each(windows, "state", all, SourceStatus::windows);
      single(stopped, all, status -> status.stoppedAt() == null ? 0.0 : 1.0);
      each(gaps, "reason", all, status -> byReason(status.openGaps()));
      each(acknowledged, "reason", all, status -> byReason(status.acknowledgedGaps()));
      each(owed, "sink", all, SourceStatus::owed);
      each(deadLetters, "reason", all, SourceStatus::deadLetters);
    } catch (RuntimeException e) {
      // An exception would end the timer; that the database is away, readiness says.
      LOG.debug("The ledger cannot be read for the gauges", e);
    }
  }

  private static Instant covered(SourceStatus status) {
    return status.coveredTo() == null ? status.firstStart() : status.coveredTo();
  }

  private static Map<String, Long> byReason(List<Gap> gaps) {
    return gaps.stream().collect(Collectors.groupingBy(Gap::reason, Collectors.counting()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static void single(
      MultiGauge gauge, List<SourceStatus> all, Function<SourceStatus, Double> value) {
    register(gauge, all.stream().map(s -> Row.of(Tags.of("source", s.source()), value.apply(s))));
  }

  private static void each(
      MultiGauge gauge,
      String tag,
      List<SourceStatus> all,
      Function<SourceStatus, Map<String, Long>> values) {
    register(
        gauge,
        all.stream()
            .flatMap(
                s ->
                    values.apply(s).entrySet().stream()
                        .map(
                            v ->
                                Row.of(
                                    Tags.of("source", s.source(), tag, v.getKey()),
                                    v.getValue()))));
  }

  private static void register(MultiGauge gauge, Stream<Row<Number>> rows) {
    gauge.register(rows.collect(Collectors.toList()), true);
  }
}
