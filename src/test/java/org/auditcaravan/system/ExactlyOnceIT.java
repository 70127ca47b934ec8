package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.ElasticsearchServer;
import org.auditcaravan.servers.PostgresServer;
import org.auditcaravan.servers.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service against real servers and a vendor full of faults: whatever happens, archive
 * and index hold every event once.
 */
@Tag("drill")
class ExactlyOnceIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);

  @TempDir static Path servers;
  private static S3Server s3;
  private static ElasticsearchServer engine;

  @TempDir Path folder;
  private final List<String> happened = new ArrayList<>();
  private final long begin = System.nanoTime();

  @BeforeAll
  static void startServers() {
    s3 = S3Server.start(servers.resolve("s3"), "archive");
    engine = ElasticsearchServer.create();
  }

  @AfterAll
  static void stopServers() {
    engine.close();
    s3.close();
  }

  @Test
  void throughTheVendorsFaults() throws IOException {
    try (Organisations organisations = new Organisations(folder, 42_000, 1);
        ServiceProcess service = service("faults", organisations)) {
      service.startAndAwaitReady(Duration.ofMinutes(1));

      int events = prove("faults", organisations, service);

      assertThat(events).isGreaterThanOrEqualTo(100_000);
    }
  }

  @Test
  void throughKillsAndAnAbsentSearchEngine() throws IOException {
    Random chance = new Random(2);
    try (Organisations organisations = new Organisations(folder, 42_000, 2);
        ServiceProcess service = service("outage", organisations)) {
      service.startAndAwaitReady(Duration.ofMinutes(1));
      killAfter(service, "outage", 8, chance);
      awaitManifests("outage", manifests("outage") + 5);
      engine.kill9();
      long away = System.nanoTime();
      int before = manifests("outage");
      happened("the search engine is killed, " + before + " manifests");
      killAfter(service, "outage", before + 10, chance);
      killAfter(service, "outage", before + 25, chance);
      awaitManifests("outage", before + 40);
      // It is away for a minute, but for what its own start takes.
      await()
          .atMost(LIMIT)
          .until(() -> System.nanoTime() - away > Duration.ofSeconds(50).toNanos());
      happened("the search engine is started, " + manifests("outage") + " manifests");
      engine.start();
      happened("the search engine is back");
      killAfter(service, "outage", manifests("outage"), chance);

      int events = prove("outage", organisations, service);

      assertThat(events).isGreaterThanOrEqualTo(100_000);
    }
  }

  @Test
  void throughKillsWithALedgerInPostgres() throws IOException {
    Random chance = new Random(3);
    try (PostgresServer postgres = PostgresServer.create(folder.resolve("postgres"));
        Organisations organisations = new Organisations(folder, 12_000, 3);
        ServiceProcess service = service("postgres", organisations)) {
      service.with("audit.state.url", postgres.jdbcUrl());
      service.startAndAwaitReady(Duration.ofMinutes(1));
      for (int kill = 1; kill <= 3; kill++) {
        killAfter(service, "postgres", 15 * kill, chance);
      }

      prove("postgres", organisations, service);
    }
  }

  private ServiceProcess service(String name, Organisations organisations) {
    ServiceProcess service =
        ServiceProcess.in(folder.resolve("service"))
            .option("-Xmx512m")
            .with("audit.sinks.s3.bucket", s3.bucket())
            .with("audit.sinks.s3.prefix", name)
            .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
            .with("audit.sinks.s3.access-key", "any")
            .with("audit.sinks.s3.secret-key", "any")
            .with("audit.sinks.s3.path-style", "true")
            .with("audit.sinks.elasticsearch.url", engine.url().toString())
            .with("audit.sinks.elasticsearch.index", name)
            .with("audit.sinks.elasticsearch.pause", "PT1S")
            .with("audit.state.lease", "PT6S");
    organisations.readBy(service);
    return service;
  }

  private void killAfter(ServiceProcess service, String prefix, int manifests, Random chance) {
    awaitManifests(prefix, manifests);
    long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(chance.nextInt(3000));
    await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() > moment);
    service.kill9();
    happened("kill -9, " + manifests(prefix) + " manifests");
    service.startAndAwaitReady(Duration.ofMinutes(1));
  }

  private void awaitManifests(String prefix, int number) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> manifests(prefix) >= number);
  }

  private int manifests(String prefix) {
    return s3.keys(prefix + "/manifests/").size();
  }

  private int prove(String name, Organisations organisations, ServiceProcess service)
      throws IOException {
    // By then no event is late any more, and the last recheck is due.
    Instant end = organisations.until().plusSeconds(31);
    await().atMost(LIMIT).until(() -> Instant.now().isAfter(end));
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(Standing.open(service, organisations.until())).isEmpty());
    happened("all is committed and delivered");
    service.stop();
    Proof proof = new Proof(s3, name, organisations::truth);
    for (String source : Organisations.SOURCES) {
      proof.archived(source);
    }
    proof.indexed(engine, name);
    happened("proved");
    System.out.printf(
        "Exactly once, %s: %s%n  faults: %s%n  %s%n",
        name, proof, organisations.faults(), String.join("; ", happened));
    return proof.events();
  }

  private void happened(String what) {
    happened.add("%.0f s %s".formatted((System.nanoTime() - begin) / 1e9, what));
  }
}
