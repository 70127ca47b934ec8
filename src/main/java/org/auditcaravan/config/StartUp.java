package org.auditcaravan.config;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.CamelEvent.CamelContextStartedEvent;
import org.apache.camel.spi.CamelEvent.CamelContextStoppedEvent;
import org.auditcaravan.archive.Retention;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.archive.Spools;
import org.auditcaravan.auth.Secrets;
import org.auditcaravan.index.Credentials;
import org.auditcaravan.normalize.Normalizer;
import org.auditcaravan.pagination.Pagings;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.simulator.Simulator;
import org.auditcaravan.source.Advice;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.SourceCheck;
import org.auditcaravan.source.SourceRoutes;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.Gauges;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Windows;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Checks everything that a person may have got wrong before the first route starts, and starts what
 * routes need. A process that carries out a command has no schedules and no simulator.
 */
@Singleton
public class StartUp implements CamelContextCustomizer {
  private static final Logger LOG = Logger.getLogger(StartUp.class);

  private final AuditConfig config;
  private final Config values;
  private final RouteFiles routes;
  private final Sources sources;
  private final Ledger ledger;
  private final S3Clients s3;
  private final ArchiveTerms terms;
  private final Spools spools;
  private final Normalizer normalizer;
  private final InstantSource clock;
  private final boolean service;
  private Optional<Simulator> simulator = Optional.empty();

  public StartUp(
      AuditConfig config,
      Config values,
      RouteFiles routes,
      Sources sources,
      Ledger ledger,
      S3Clients s3,
      ArchiveTerms terms,
      Spools spools,
      Normalizer normalizer,
      InstantSource clock,
      @CommandLineArguments String[] arguments) {
    this.config = config;
    this.values = values;
    this.routes = routes;
    this.sources = sources;
    this.ledger = ledger;
    this.s3 = s3;
    this.terms = terms;
    this.spools = spools;
    this.normalizer = normalizer;
    this.clock = clock;
    this.service = arguments.length == 0;
  }

  @Override
  public void configure(CamelContext context) {
    context.getPropertiesComponent().addPropertiesSource(new Placeholders(values));
    routes.check();
    ledger.check();
    new SourceCheck(config, clock.instant()).check(sources);
    SigningKey.of(config.seal());
    Credentials.header(config.sinks().elasticsearch());
    Retention.of(config.archive());
    for (Source source : sources.all()) {
      Secrets.check(source);
      Pagings.check(source);
      Advice.of(source).forEach(LOG::warn);
      normalizer.mapping(source);
      warn(source);
      ledger.sources().register(source.name(), source.api().name(), clock.instant());
    }
    s3.bind(context.getRegistry(), sources.all());
    if (service) {
      terms.check(sources.all());
      spools.clear();
      startSimulator();
    }
  }

  private void warn(Source source) {
    Instant reach = clock.instant().minus(source.config().realtimeReach());
    if (source.config().mode().equals("realtime")
        && source.start().filter(reach::isAfter).isPresent()) {
      LOG.warnf(
          "Source %s: its start %s lies further back than the realtime query reaches (%s), so that"
              + " older days stay gaps: set audit.sources.%s.mode=auto to have them read by the"
              + " asynchronous query",
          source.name(), source.start().get(), reach, source.name());
    }
    if (source.config().refreshToken().isPresent()) {
      LOG.warnf(
          "Source %s reads with a refresh token, which belongs to a person's account: a new"
              + " password or the person's departure ends it; give it a client with client"
              + " credentials",
          source.name());
    }
  }

  private void startSimulator() {
    if (config.simulator().enabled()) {
      simulator = Optional.of(new Simulator(config.simulator(), clock));
      simulator.get().start();
      LOG.infof("The simulator plays %s", config.simulator().tenants());
    }
  }

  void started(@Observes CamelContextStartedEvent event, Gauges gauges) {
    SourceRoutes.addWorkers(event.getContext(), sources);
    if (service) {
      gauges.begin(event.getContext());
      SourceRoutes.addSchedules(event.getContext(), sources);
      LOG.infof("Audit Caravan carries %d sources", sources.all().size());
    }
  }

  void stopping(@Observes ShutdownEvent event, Windows windows) {
    windows.leave();
  }

  void stopped(@Observes CamelContextStoppedEvent event, Windows windows) {
    windows.left();
    simulator.ifPresent(Simulator::close);
  }
}
