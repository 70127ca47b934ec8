package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.auditcaravan.config.AuditConfig.SimulatorConfig;
import org.auditcaravan.config.ShiftedClock;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.Comparison;
import org.auditcaravan.servers.OpenSearchServer;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.simulator.Simulator;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.system.Shelf.Ends;
import org.auditcaravan.window.SourceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Four days of the packaged service, by a clock that is shifted, with real servers: events that
 * become visible up to 48 hours late, events on the edges of windows, pages that shift while they
 * are read, repeats, and events without an id.
 */
@Tag("drill")
class LateAndMovingIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration WINDOW = Duration.ofHours(4);
  private static final Duration SETTLE = Duration.ofMinutes(15);
  private static final String INDEX = "audit-records";
  private static final Instant FROM = floor(Instant.now()).minus(WINDOW.multipliedBy(2));
  private static final Instant UNTIL = FROM.plus(Duration.ofHours(24));
  private static final List<Integer> HOURS_AHEAD = List.of(0, 5, 9, 17, 41, 65, 90);
  private static final String LATE = "late";
  private static final String RISING = "rising";
  private static final String FALLING = "falling";
  private static final String NAMELESS = "nameless";

  @TempDir static Path folder;
  private static ShiftedClock clock;
  private static S3Server s3;
  private static OpenSearchServer engine;
  private static Simulator simulator;
  private static StubVendor vendor;
  private static ServiceProcess service;
  private static ArchiveReader archive;

  @BeforeAll
  static void fourDaysPass() {
    clock = ShiftedClock.in(folder);
    s3 = S3Server.start(folder.resolve("s3"), "archive");
    archive = new ArchiveReader(s3, "audit");
    engine = OpenSearchServer.create(folder.resolve("engine"));
    simulator = new Simulator(simulated(), clock);
    simulator.start();
    vendor = new StubVendor(clock);
    fill();
    service = service("service", s3, vendor).clock(clock);
    service.with("audit.sinks.elasticsearch.url", engine.url().toString());
    List<String> sources = new ArrayList<>(List.of(LATE, RISING, FALLING, NAMELESS));
    Stream.of(Ends.values()).map(Ends::name).forEach(sources::add);
    sources.forEach(source -> read(service, source, vendor));
    service
        .with("audit.sources.late.api-url", simulator.url(LATE).toString())
        .with("audit.sources.late.token-url", simulator.url(LATE) + "/oauth/token")
        .with("audit.sources.late.client-id", "late-client")
        .with("audit.sources.late.client-secret", "synthetic")
        .without("audit.sources.late.page-size");
    service.startAndAwaitReady(LIMIT);
    for (int hours : HOURS_AHEAD) {
      clock.ahead(Duration.ofHours(hours));
      await()
          .atMost(LIMIT)
          .ignoreException(NoSuchElementException.class)
          .untilAsserted(
              () -> assertThat(sources).allSatisfy(source -> assertThat(owed(source)).isEmpty()));
    }
    engine.refresh(INDEX);
  }

  @AfterAll
  static void stop() {
    service.close();
    vendor.close();
    simulator.close();
    engine.close();
    s3.close();
  }

  private static Instant floor(Instant time) {
    long length = WINDOW.toSeconds();
    return Instant.ofEpochSecond(time.getEpochSecond() / length * length);
  }

  /** 1,200 events in a day, half of which can be seen only up to 48 hours later. */
  private static SimulatorConfig simulated() {
    Map<String, String> keys =
        Map.of(
            "simulator.tenants", LATE,
            "simulator.port", "0",
            "simulator.events", "1200",
            "simulator.span", "PT24H",
            "simulator.until", UNTIL.toString(),
            "simulator.truth", folder.resolve("truth.jsonl").toString(),
            "simulator.requests-per-minute", "100000",
            "simulator.faults.late", "0.5",
            "simulator.vendor.late-by", "PT48H",
            "simulator.vendor.auditlogs-requests", "100000");
    return TestSources.config(keys).simulator();
  }

  private static void fill() {
    for (Ends ends : Ends.values()) {
      Shelf shelf = vendor.organisation(ends.name()).ends(ends);
      for (Instant edge = FROM; !edge.isAfter(UNTIL); edge = edge.plus(WINDOW)) {
        String second = edge.toString().replace("Z", "");
        String before = edge.minusSeconds(1).toString().replace("Z", "");
        List.of(before + ".999Z", before + ".9999999Z", second + "Z")
            .forEach(time -> shelf.add(time, time, ""));
        List.of(second + ".0000000Z", second + ".0000001Z", second + ".001Z")
            .forEach(time -> shelf.add(time, time, ""));
      }
    }
    Shelf rising = vendor.organisation(RISING).repeating();
    Shelf falling = vendor.organisation(FALLING).repeating().descending();
    for (Shelf shelf : List.of(rising, falling)) {
      for (int i = 0; i < 20; i++) {
        shelf.add("e" + i, FROM.plusSeconds(60 + i).toString(), "");
      }
      shelf.whileRead(
          () -> {
            shelf.add("early", FROM.plusSeconds(1).toString(), "");
            shelf.add("amid", FROM.plusSeconds(70).toString(), "");
            shelf.add("newest", FROM.plusSeconds(100).toString(), "");
          });
    }
    Shelf nameless = vendor.organisation(NAMELESS).repeating();
    String time = FROM.plusSeconds(60).toString();
    nameless.add(null, time, ",\"action\":\"a\",\"entityId\":\"1\"");
    nameless.add(null, time, ",\"action\":\"a\",\"entityId\":\"2\"");
    nameless.add(null, time, ",\"action\":\"twice\"").add(null, time, ",\"action\":\"twice\"");
  }

  private static ServiceProcess service(String name, S3Server s3, StubVendor vendor) {
    return ServiceProcess.in(folder.resolve(name))
        .option("-XX:TieredStopAtLevel=1")
        .with("audit.sinks.s3.bucket", s3.bucket())
        .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
        .with("audit.sinks.s3.access-key", "any")
        .with("audit.sinks.s3.secret-key", "any")
        .with("audit.sinks.s3.path-style", "true");
  }

  /** Settle and rechecks are those that are shipped. */
  private static void read(ServiceProcess service, String source, StubVendor vendor) {
    String key = "audit.sources." + source + ".";
    service
        .with(key + "api", "genesys-auditlogs")
        .with(key + "api-url", vendor.url(source).toString())
        .with(key + "token-url", vendor.url(source) + "/oauth/token")
        .with(key + "client-id", "client")
        .with(key + "client-secret", "secret")
        .with(key + "requests-per-minute", "6000")
        .with(key + "page-size", "5")
        .with(key + "schedule", "0/1 * * * * ?")
        .with(key + "window", WINDOW.toString())
        .with(key + "start", FROM.toString());
  }

  /** What the source still has to do until all that has settled is covered, and rechecked. */
  private static List<String> owed(String source) {
    Instant now = clock.instant();
    SourceStatus status = service.status(source, now);
    List<String> owed = new ArrayList<>();
    Instant covered = status.coveredTo() == null ? Instant.MIN : status.coveredTo();
    if (covered.isBefore(floor(now.minus(SETTLE)))) {
      owed.add("covered to " + covered);
    }
    if (status.rechecksDue() > 0 || status.windows().containsKey("running")) {
      owed.add(status.rechecksDue() + " rechecks, " + status.windows());
    }
    if (!status.owed().isEmpty()) {
      owed.add("owed " + status.owed());
    }
    return owed;
  }

  @Test
  void eventsThatAreUpToTwoDaysLateArriveOnceAndTheirLatenessIsMeasured() {
    Comparison found =
        Comparison.of(
            LATE, folder.resolve("truth.jsonl"), "auditlogSha256", archive, engine, INDEX);
    assertThat(found.made()).isGreaterThanOrEqualTo(1199);
    assertThat(found.holds()).as(Comparison.table(List.of(found))).isTrue();
    assertThat(simulator.faults().injected().get("late")).isGreaterThan(500);
    assertThat(metric("audit_lateness_seconds_count{source=\"late\"}")).isGreaterThan(10);
    assertThat(metric("audit_lateness_seconds_max{source=\"late\"}")).isGreaterThan(24 * 3600);
  }

  @ParameterizedTest
  @EnumSource
  void eventsOnTheEdgesOfWindowsArriveOnceWhateverAnIntervalHolds(Ends ends) {
    String source = ends.name();
    Map<String, Long> expected = new HashMap<>(vendor.organisation(source).truth());
    expected
        .keySet()
        .removeIf(json -> json.contains(FROM.minusSeconds(1).toString().substring(0, 19)));
    assertThat(expected).hasSize(7 * 6 - 2);
    delivered(source, expected);
  }

  @Test
  void pagesThatShiftWhileTheyAreReadLoseAndDoubleNothing() {
    for (String source : List.of(RISING, FALLING)) {
      Map<String, Long> truth = vendor.organisation(source).truth();
      assertThat(truth).hasSize(23);
      delivered(source, truth);
      // Two rechecks; the first of the three was past when the window was read.
      assertThat(metric("audit_events_total{outcome=\"duplicate\",source=\"" + source + "\"}"))
          .isGreaterThanOrEqualTo(2 * 20);
    }
  }

  /** In one complete read the same bytes twice are two events, by their place; in two reads one. */
  @Test
  void eventsWithoutAnIdAreKeptApartByAnyFieldAndByTheirPlaceInOneRead() {
    Map<String, Long> truth = vendor.organisation(NAMELESS).truth();
    assertThat(truth.values()).containsExactly(1L, 1L, 2L);
    delivered(NAMELESS, truth);
    assertThat(metric("audit_events_total{outcome=\"duplicate\",source=\"nameless\"}"))
        .isGreaterThanOrEqualTo(2 * 4);
  }

  /** The archive has these events, byte for byte and so often, and the index has its records. */
  private static void delivered(String source, Map<String, Long> expected) {
    Map<String, Long> hashes = new TreeMap<>();
    expected.forEach((json, count) -> hashes.put(Raw.sha256(json), count));
    List<String> records = new ArrayList<>();
    Map<String, Long> found = new TreeMap<>();
    archive.records(
        source,
        record -> {
          records.add(record.path("recordId").asText());
          found.merge(record.path("rawSha256").asText(), 1L, Long::sum);
        });
    assertThat(found).as(source).isEqualTo(hashes);
    assertThat(records).doesNotHaveDuplicates();
    String query = "{\"query\":{\"term\":{\"source\":\"%s\"}}}".formatted(source);
    assertThat(engine.ask("POST", "/" + INDEX + "/_count", query).path("count").asInt())
        .isEqualTo(records.size());
  }

  private static double metric(String name) {
    return service
        .get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  @Test
  void threeThousandEventsOfOneInstantSurviveAKillAfterEachPage() {
    try (StubVendor same = new StubVendor(Instant::now);
        ServiceProcess killed = service("killed", s3, same)) {
      Shelf shelf = same.organisation("same");
      String time = FROM.plusSeconds(60).toString();
      for (int i = 0; i < 3000; i++) {
        shelf.add("e" + i, time, "");
      }
      read(killed, "same", same);
      killed
          .with("audit.sinks.s3.prefix", "killed")
          .with("audit.sinks.elasticsearch.enabled", "false")
          .with("audit.sources.same.page-size", "500");
      for (int pages = 1; pages <= 6; pages++) {
        int next = pages + 1;
        int served = shelf.pages();
        shelf.withhold(page -> page == next);
        killed.start();
        if (next <= 6) {
          await().atMost(LIMIT).until(() -> shelf.page() == next);
        } else {
          await().atMost(LIMIT).until(() -> shelf.pages() >= served + 6);
        }
        killed.kill9();
      }
      killed.start();
      ArchiveReader remains = new ArchiveReader(s3, "killed");
      Instant end = FROM.plus(WINDOW);
      await().atMost(LIMIT).until(() -> !remains.coveredUntil("same", FROM).isBefore(end));
      List<String> ids = new ArrayList<>();
      remains.records("same", record -> ids.add(record.path("auditId").asText()));
      assertThat(ids)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              Stream.iterate(0, i -> i + 1).limit(3000).map(i -> "e" + i).toList());
    }
  }
}
