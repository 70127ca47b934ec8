package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.config.ShiftedClock;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.Comparison;
import org.auditcaravan.servers.ElasticsearchServer;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.simulator.Simulator;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.SourceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service with a heap of 256 MB, which ends itself when that is not enough: whatever
 * there is of events, bytes and debts.
 */
@Tag("drill")
class MemoryIT {
  private static final Duration LIMIT = Duration.ofMinutes(25);
  private static final String SOURCE = "acme";
  private static final String INDEX = "audit-records";
  private static final String LARGE = "100000000";

  @TempDir Path folder;
  private S3Server s3;
  private ElasticsearchServer engine;
  private ArchiveReader archive;
  private ServiceProcess service;
  private ShiftedClock clock;

  @BeforeEach
  void startServers() {
    s3 = S3Server.start(folder.resolve("s3"), "archive");
    archive = new ArchiveReader(s3, "audit");
    engine = ElasticsearchServer.create();
    service =
        Fleet.service(folder.resolve("service"), s3, "audit")
            .option("-Xmx256m")
            .with("audit.sinks.elasticsearch.enabled", "true")
            .with("audit.sinks.elasticsearch.url", engine.url().toString());
    clock = ShiftedClock.in(folder);
  }

  @AfterEach
  void stop() {
    service.close();
    engine.close();
    s3.close();
  }

  @Test
  void aMillionEventsInOneWindow() {
    Instant until = Instant.now().truncatedTo(ChronoUnit.HOURS);
    Duration day = Duration.ofHours(24);
    try (Simulator simulator = simulator(1_000_000, until, day, LARGE)) {
      readBy(simulator, until.minus(day), day);
      carriedWithin("A million events in one window", until);
    }
    compare();
  }

  @Test
  void aDownloadOfHalfAGigabyte() throws IOException {
    Instant until = Instant.now().truncatedTo(ChronoUnit.HOURS);
    Duration day = Duration.ofHours(24);
    try (Simulator simulator = simulator(800_000, until, day, "1")) {
      readBy(simulator, until.minus(day), day);
      carriedWithin("A download of half a gigabyte", until);
    }
    compare();
    assertThat(bytesReceived()).isGreaterThan(500_000_000);
  }

  @Test
  void theIndexIsAwayForTenMinutes() {
    Instant begin = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    Instant until = begin.plus(Duration.ofMinutes(10));
    Duration span = Duration.ofMinutes(20);
    try (Simulator simulator = simulator(200_000, until, span, LARGE)) {
      engine.kill9();
      readBy(simulator, until.minus(span), Duration.ofMinutes(1));
      service.startAndAwaitReady(LIMIT);
      try (HeapCurve heap = new HeapCurve(service)) {
        awaitCovered(until);
        say("Before the index is back", heap);
        engine.start();
        awaitIndexed();
        say("An index away for ten minutes", heap);
      }
    }
    compare();
  }

  @Test
  void theIndexIsAwayForFifteenDays() {
    Instant begin = Instant.now().truncatedTo(ChronoUnit.HOURS);
    Instant until = begin.plus(Duration.ofDays(15));
    Duration hour = Duration.ofHours(1);
    try (Simulator simulator = simulator(150_000, until, Duration.ofDays(15), LARGE)) {
      engine.kill9();
      readBy(simulator, begin, hour);
      service.clock(clock);
      service.startAndAwaitReady(LIMIT);
      try (HeapCurve heap = new HeapCurve(service)) {
        for (int day = 1; day <= 15; day++) {
          clock.ahead(Duration.ofDays(day).plus(hour));
          awaitCovered(begin.plus(Duration.ofDays(day)));
        }
        assertThat(status().owed().get("elasticsearch")).isGreaterThanOrEqualTo(15L * 24);
        say("Before the index is back", heap);
        engine.start();
        awaitIndexed();
        say("An index away for fifteen days", heap);
      }
    }
    compare();
  }

  private void carriedWithin(String what, Instant until) {
    service.startAndAwaitReady(LIMIT);
    try (HeapCurve heap = new HeapCurve(service)) {
      awaitCovered(until);
      awaitIndexed();
      say(what, heap);
    }
  }

  private static void say(String what, HeapCurve heap) {
    System.out.printf("Memory with -Xmx256m. %s: %s%n", what, heap);
  }

  /** An organisation whose clock is the service's. */
  private Simulator simulator(int events, Instant until, Duration span, String redirectAbove) {
    Map<String, String> keys = new HashMap<>();
    keys.put("simulator.tenants", SOURCE);
    keys.put("simulator.port", "0");
    keys.put("simulator.events", String.valueOf(events));
    keys.put("simulator.span", span.toString());
    keys.put("simulator.until", until.toString());
    keys.put("simulator.truth", truth().toString());
    keys.put("simulator.requests-per-minute", "1000000");
    keys.put("simulator.vendor.async-polls", "0");
    keys.put("simulator.vendor.redirect-above", redirectAbove);
    Simulator simulator = new Simulator(TestSources.config(keys).simulator(), clock);
    simulator.start();
    return simulator;
  }

  private Path truth() {
    return folder.resolve("truth.jsonl");
  }

  private void readBy(Simulator simulator, Instant start, Duration window) {
    String key = "audit.sources." + SOURCE + ".";
    service
        .with(key + "api", "genesys-audits")
        .with(key + "mode", "async")
        .with(key + "api-url", simulator.url(SOURCE).toString())
        .with(key + "token-url", simulator.url(SOURCE) + "/oauth/token")
        .with(key + "client-id", SOURCE + "-client")
        .with(key + "client-secret", "synthetic")
        .with(key + "schedule", "0/2 * * * * ?")
        .with(key + "start", start.toString())
        .with(key + "window", window.toString())
        .with(key + "backfill-window", window.toString())
        .with(key + "settle", "PT1S")
        .with(key + "recheck", "P30D")
        .with(key + "requests-per-minute", "6000");
  }

  private void awaitCovered(Instant until) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> status().coveredTo() != null && !status().coveredTo().isBefore(until));
  }

  private void awaitIndexed() {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> status().owed().isEmpty());
  }

  private SourceStatus status() {
    return service.status(SOURCE, clock.instant());
  }

  /** Everything there is has arrived once. */
  private void compare() {
    service.stop();
    engine.refresh(INDEX);
    Comparison found = Comparison.of(SOURCE, truth(), "sha256", archive, engine, INDEX);
    System.out.println(Comparison.table(List.of(found)));
    assertThat(found.holds()).isTrue();
  }

  /**
   * The bytes of all responses that the window's manifest names; all but some are the download's.
   */
  private long bytesReceived() throws IOException {
    long bytes = 0;
    for (String key : archive.manifests(SOURCE)) {
      for (JsonNode response : new ObjectMapper().readTree(s3.get(key)).path("responses")) {
        bytes += response.path("bytes").asLong();
      }
    }
    return bytes;
  }
}
