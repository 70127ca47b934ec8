package org.auditcaravan.config;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.UUID;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Keeping;
import org.auditcaravan.deadletter.Replay;
import org.auditcaravan.index.DeliveryLedger;
import org.auditcaravan.index.HeldDeliveries;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.HeldLeases;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.SourceClocks;
import org.auditcaravan.window.Verdicts;

/** Puts the plain classes together; beans that routes call by name have theirs here. */
@Singleton
public final class Wiring {
  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  RouteFiles routeFiles(AuditConfig config) {
    return RouteFiles.read(config.routes().overlay());
  }

  @Produces
  @Singleton
  Sources sources(AuditConfig config) {
    return new Sources(config);
  }

  @Produces
  @Singleton
  Ledger ledger(@Any InjectableInstance<AgroalDataSource> dataSources) {
    return new Ledger(dataSources.getActive());
  }

  @Produces
  @Singleton
  DeadLetters deadLetters(@Any InjectableInstance<AgroalDataSource> dataSources) {
    return new DeadLetters(dataSources.getActive());
  }

  @Produces
  @Singleton
  @Named("deadLetters")
  Keeping keeping(DeadLetters letters, InstantSource clock) {
    return new Keeping(letters, clock);
  }

  @Produces
  @Singleton
  Replay replay(Ledger ledger) {
    return new Replay(ledger);
  }

  @Produces
  @Singleton
  HeldLeases leases(Ledger ledger, AuditConfig config) {
    return new HeldLeases(ledger.leases(), UUID.randomUUID().toString(), config.state().lease());
  }

  @Produces
  @Singleton
  SourceClocks clocks(InstantSource clock) {
    return new SourceClocks(clock);
  }

  @Produces
  @Singleton
  Verdicts verdicts(Ledger ledger, SourceClocks clocks, AuditConfig config) {
    return new Verdicts(ledger, clocks, config.retry().windowPause());
  }

  @Produces
  @Singleton
  DeliveryLedger deliveries(
      Sources sources, Ledger ledger, DeadLetters letters, HeldLeases leases, InstantSource clock) {
    return new HeldDeliveries(sources, ledger, letters, leases, clock);
  }
}
