package org.auditcaravan.config;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.InForce;
import org.auditcaravan.archive.JournalObjects;
import org.auditcaravan.archive.KnownEvents;
import org.auditcaravan.archive.ManifestLedger;
import org.auditcaravan.archive.Manifests;
import org.auditcaravan.archive.Provenance;
import org.auditcaravan.archive.ReservedManifests;
import org.auditcaravan.archive.Spools;
import org.auditcaravan.auth.RefreshTokens;
import org.auditcaravan.auth.SealedRefreshTokens;
import org.auditcaravan.auth.Tokens;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Keeping;
import org.auditcaravan.deadletter.Replay;
import org.auditcaravan.index.ArchivedParts;
import org.auditcaravan.index.DeliveryLedger;
import org.auditcaravan.index.HeldDeliveries;
import org.auditcaravan.index.IndexSink;
import org.auditcaravan.index.PartsOfManifests;
import org.auditcaravan.journal.Journal;
import org.auditcaravan.normalize.Normalizer;
import org.auditcaravan.normalize.Records;
import org.auditcaravan.normalize.UserNames;
import org.auditcaravan.pagination.Facts;
import org.auditcaravan.pagination.Pagings;
import org.auditcaravan.pagination.Strays;
import org.auditcaravan.ratelimit.Memory;
import org.auditcaravan.rebuild.Rebuilder;
import org.auditcaravan.seal.Sealer;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.HeldLeases;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.LedgerAlive;
import org.auditcaravan.window.NextWindow;
import org.auditcaravan.window.Organizations;
import org.auditcaravan.window.Reads;
import org.auditcaravan.window.Recognition;
import org.auditcaravan.window.Replica;
import org.auditcaravan.window.Rests;
import org.auditcaravan.window.SourceClocks;
import org.auditcaravan.window.Verdicts;
import org.auditcaravan.window.Windows;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the plain classes together; beans that routes call by name have theirs here. */
@Singleton
public final class Wiring {
  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  /** For jitter only; nothing secret comes of it. */
  @Produces
  @Singleton
  RandomGenerator chance() {
    return new Random();
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
  RefreshTokens refreshTokens(@Any InjectableInstance<AgroalDataSource> dataSources) {
    return new SealedRefreshTokens(dataSources.getActive());
  }

  @Produces
  @Singleton
  Memory memory(Ledger ledger) {
    return ledger.rateLimits();
  }

  @Produces
  @Singleton
  DeadLetters deadLetters(@Any InjectableInstance<AgroalDataSource> dataSources, Journal journal) {
    return new DeadLetters(dataSources.getActive(), journal);
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
  HeldLeases leases(Ledger ledger, AuditConfig config, Sources sources) {
    boolean file = config.state().url().map(LedgerAlive::isFile).orElse(true);
    Replica replica = file ? Replica.onThisMachine() : Replica.anywhere();
    return new HeldLeases(ledger, replica, sources.names(), config.state().lease());
  }

  @Produces
  @Singleton
  SourceClocks clocks(InstantSource clock) {
    return new SourceClocks(clock);
  }

  @Produces
  @Singleton
  Verdicts verdicts(
      Ledger ledger,
      SourceClocks clocks,
      DeadLetters letters,
      Journal journal,
      AuditConfig config) {
    return new Verdicts(ledger, clocks, letters, journal, config.retry().windowPause());
  }

  @Produces
  @Singleton
  Organizations organizations(Ledger ledger, Facts facts, Tokens tokens) {
    return new Organizations(
        ledger, source -> facts.organization(source.name()).or(() -> tokens.organization(source)));
  }

  @Produces
  @Singleton
  Reads reads(Ledger ledger, KnownEvents known, Pagings pagings, Spools spools) {
    return new Reads(ledger, known::of, pagings::begin, spools::open);
  }

  @Produces
  @Singleton
  @Named("windows")
  Windows windows(
      Sources sources,
      Ledger ledger,
      HeldLeases leases,
      SourceClocks clocks,
      Reads reads,
      Verdicts verdicts,
      Recognition recognition,
      InstantSource clock,
      AuditConfig config) {
    return new Windows(
        sources,
        ledger,
        leases,
        clocks,
        reads,
        verdicts,
        new Rests(clock, config.retry().windowPause()),
        new NextWindow(ledger, clocks, reads, verdicts, recognition));
  }

  @Produces
  @Singleton
  Recognition recognition(Ledger ledger, ArchiveReader archive, Journal journal) {
    return new Recognition(ledger, archive::manifestKeys, journal);
  }

  @Produces
  @Singleton
  Strays strays(Windows windows) {
    return windows::stray;
  }

  @Produces
  @Singleton
  @Named("records")
  Records records(Normalizer normalizer, Organizations organizations, UserNames names) {
    return new Records(normalizer, organizations, names);
  }

  @Produces
  @Singleton
  ManifestLedger manifestLedger(
      Ledger ledger, Sources sources, SourceClocks clocks, AuditConfig config) {
    return new ReservedManifests(ledger, sources, clocks, sinks(config));
  }

  @Produces
  @Singleton
  Rebuilder rebuilder(
      Ledger ledger,
      DeadLetters letters,
      ArchiveReader archive,
      JournalObjects journal,
      AuditConfig config) {
    return new Rebuilder(ledger, letters, archive, journal, sinks(config));
  }

  /** The sinks that owe what the archive has. */
  private static List<String> sinks(AuditConfig config) {
    return config.sinks().elasticsearch().enabled() ? List.of(IndexSink.SINK) : List.of();
  }

  @Produces
  @Singleton
  Provenance provenance(
      Organizations organizations,
      RouteFiles routes,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    return new InForce(organizations, version, routes.hashes());
  }

  @Produces
  @Singleton
  Manifests manifests(Provenance provenance, InstantSource clock, Optional<SigningKey> key) {
    return new Manifests(provenance, clock, key);
  }

  /** The key that signs, if one is set. */
  @Produces
  @Singleton
  Optional<SigningKey> signingKey(AuditConfig config) {
    return SigningKey.of(config.seal());
  }

  @Produces
  @Singleton
  @Named("seal")
  Sealer sealer(
      Sources sources,
      Ledger ledger,
      HeldLeases leases,
      ArchivePlaces places,
      ArchiveReader archive,
      Spools spools,
      Provenance provenance,
      Optional<SigningKey> key,
      AuditConfig config,
      InstantSource clock) {
    return new Sealer(
        sources,
        ledger,
        leases,
        places,
        archive,
        spools,
        provenance,
        key,
        config.seal().fileBytes(),
        clock);
  }

  @Produces
  @Singleton
  ArchivedParts archivedParts(Sources sources, ArchiveReader archive) {
    return new PartsOfManifests(sources, archive);
  }

  @Produces
  @Singleton
  DeliveryLedger deliveries(
      Sources sources, Ledger ledger, DeadLetters letters, HeldLeases leases) {
    return new HeldDeliveries(sources, ledger, letters, leases);
  }
}
