package org.auditcaravan.index;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.auditcaravan.archive.SpoolBudget;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.routes.ShippedRoutes;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.LeaseLost;
import org.auditcaravan.window.Tally;

/** The shipped routes of the index with its real beans, a ledger in memory and a clock by hand. */
final class IndexLine implements AutoCloseable, DeliveryLedger {
  Instant now = Instant.parse("2026-11-02T12:00:00Z");
  final Map<Delivery, Shipment> archive = new LinkedHashMap<>();
  final Map<Delivery, Instant> owed = Collections.synchronizedMap(new LinkedHashMap<>());
  final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
  final List<String> postponed = Collections.synchronizedList(new ArrayList<>());
  final List<Failure> deadLetters = Collections.synchronizedList(new ArrayList<>());
  final List<Exception> reported = Collections.synchronizedList(new ArrayList<>());
  IOException deadLetterFailure;
  boolean leased = true;
  final CatchUp catchUp;
  private final CamelContext context;

  IndexLine(URI engine, Path folder, Map<String, String> keys) throws Exception {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "sinks.elasticsearch.url", engine.toString(),
                "sinks.elasticsearch.pause", "PT10S",
                "spool.dir", folder.resolve("spool").toString(),
                "retry.attempts", "3",
                "retry.pause-millis", "1",
                "retry.longest-pause-millis", "60000"));
    all.putAll(keys);
    AuditConfig config = TestSources.config(all);
    InstantSource clock = () -> now;
    IndexSink index = new IndexSink(config, this, clock);
    catchUp =
        new CatchUp(
            config,
            this,
            (delivery, files, taken) -> fetch(delivery, taken),
            index,
            new SpoolBudget(config.spool().maxBytes(), 1),
            clock);
    context =
        ShippedRoutes.context(
            Map.of(
                "index",
                index,
                "indexClient",
                new IndexClient(),
                "catchUp",
                catchUp,
                "failures",
                new Failures()),
            Map.of("audit.sinks.elasticsearch.url", engine.toString()),
            "errors",
            "sink-elasticsearch",
            "catch-up");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:sink-dead-letter")
                .routeConfigurationId("propagate")
                .split(body())
                .process(exchange -> keep(exchange.getMessage().getMandatoryBody(Failure.class)));
            from("direct:again").stop();
          }
        });
  }

  private void keep(Failure deadLetter) throws IOException {
    if (deadLetterFailure != null) {
      throw deadLetterFailure;
    }
    deadLetters.add(deadLetter);
  }

  /** What the routes report. */
  public final class Failures {
    public void report(Exchange exchange) {
      reported.add(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }
  }

  /** Starts the sink, and the timer of catch-up only where that is what is tested. */
  IndexLine start(boolean withCatchUp) throws Exception {
    if (!withCatchUp) {
      context.removeRoute("catch-up");
    }
    context.start();
    return this;
  }

  /** Sends a window through the sink as the fan-out does. */
  Exchange send(Shipment shipment) {
    return context
        .createProducerTemplate()
        .request(
            "direct:sink-elasticsearch",
            exchange -> {
              exchange.setVariable("delivery", shipment);
              exchange.getMessage().setHeader("CamelHttpPath", "/somewhere-else");
              exchange.getMessage().setHeader("X-Of-The-Window", "secret");
            });
  }

  /** Makes the sink owe a window whose parts the archive has. */
  void owe(Shipment shipment) {
    archive.put(shipment.delivery(), shipment);
    owed.put(shipment.delivery(), now);
  }

  private Shipment fetch(Delivery delivery, LongConsumer taken) {
    Shipment shipment = archive.get(delivery);
    if (shipment == null) {
      throw new IllegalStateException("part is gone");
    }
    shipment.parts().forEach(part -> taken.accept(part.toFile().length()));
    return Shipment.of(
        delivery, shipment.parts(), shipment.events().received(), shipment.records().received());
  }

  final List<String> outages = new ArrayList<>();

  @Override
  public List<String> held() {
    return List.of("other", "acme");
  }

  @Override
  public Optional<Delivery> owed(String source, String sink, Instant at) {
    synchronized (owed) {
      return owed.entrySet().stream()
          .filter(entry -> entry.getKey().window().source().equals(source))
          .filter(entry -> !entry.getValue().isAfter(at))
          .map(Map.Entry::getKey)
          .findFirst();
    }
  }

  @Override
  public void delivered(Delivery delivery, Instant begun, Tally events, Tally records) {
    refuseWithoutLease();
    owed.remove(delivery);
    delivered.add(
        "%d of %d events, %d of %d records, %d there before, %d dead"
            .formatted(
                events.delivered(),
                events.received(),
                records.delivered(),
                records.received(),
                records.duplicates(),
                records.deadLetters()));
  }

  @Override
  public void postponed(Delivery delivery, String sentence, Instant at, Duration pause) {
    refuseWithoutLease();
    owed.put(delivery, at.plus(pause));
    postponed.add(pause.toSeconds() + " s: " + sentence);
  }

  @Override
  public void outage(Instant from, Instant to, String sentence) {
    outages.add(Duration.between(from, to).toSeconds() + " s: " + sentence);
  }

  private void refuseWithoutLease() {
    if (!leased) {
      throw new LeaseLost("acme", 1);
    }
  }

  @Override
  public void close() {
    context.stop();
  }
}
