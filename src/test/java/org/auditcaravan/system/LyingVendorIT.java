package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.window.Gap;
import org.auditcaravan.window.Lateness;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.SourceStatus;
import org.auditcaravan.window.SuspectedRetention;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service against vendors who do not tell the truth: what they hide or invent becomes
 * a gap that says why, never an empty success, and closes by itself once they tell the truth.
 */
@Tag("drill")
class LyingVendorIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String REALTIME_SERVICES = "ContactCenter,Directory,PeoplePermissions";
  private static final Set<String> WAITING = Set.of("planned", "running", "failed");
  private static final Pattern MISSING = Pattern.compile("([0-9]+) are missing");

  /** What a vendor does, in which mode it is read, and what status says of it. */
  private record Lie(String mode, String fault, String sentence) {
    String source() {
      return mode + "-" + fault;
    }
  }

  private static final List<Lie> LIES =
      List.of(
          new Lie("async", "failed", "ended as Failed again"),
          new Lie("async", "cancelled", "ended as Cancelled again"),
          new Lie("async", "stuck", "after PT3S"),
          new Lie("async", "lost", "was lost by the vendor again"),
          new Lie("async", "lost-cursor", "was lost by the vendor again"),
          new Lie("async", "same-cursor", "gave the same cursor twice"),
          new Lie("async", "promise", "with nothing new"),
          new Lie("realtime", "total", "query"),
          new Lie("realtime", "promise", "are missing"),
          new Lie("realtime", "skip", "are missing"),
          new Lie("auditlogs", "same-cursor", "gave the same cursor twice"),
          new Lie("auditlogs", "promise", "with nothing new"),
          new Lie("auditlogs", "total", "The vendor counts"));

  @TempDir static Path servers;
  private static S3Server s3;

  @TempDir Path folder;
  private final List<LyingVendor> vendors = new ArrayList<>();
  private ServiceProcess service;

  @BeforeAll
  static void startServers() {
    s3 = S3Server.start(servers.resolve("s3"), "archive");
  }

  @AfterAll
  static void stopServers() {
    s3.close();
  }

  @AfterEach
  void stop() {
    service.close();
    LyingVendor.close(vendors);
  }

  @Test
  void noLieIsTakenForAnEmptyWindowAndEachHealsByItself() throws IOException {
    Instant until = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    service = service("lies").with("audit.retry.window-pause", "PT15S");
    for (Lie lie : LIES) {
      LyingVendor vendor =
          vendor(
              lie.source(),
              Map.of(
                  "events",
                  "600",
                  "span",
                  "PT10M",
                  "until",
                  until.toString(),
                  "vendor.auditlogs-total",
                  "true",
                  "faults." + lie.fault(),
                  "1"));
      vendor.readBy(service, keys(lie, until));
    }
    service.startAndAwaitReady(Duration.ofMinutes(1));

    Map<String, SourceStatus> lied =
        await(all -> all.values().stream().noneMatch(source -> source.gaps().isEmpty()));
    for (Lie lie : LIES) {
      SourceStatus source = lied.get(lie.source());
      assertThat(source.manifests()).as("%s: manifests", lie).isZero();
      assertThat(source.coveredTo()).as("%s: covered", lie).isNull();
      assertThat(source.gaps())
          .as("%s", lie)
          .allSatisfy(
              gap -> {
                assertThat(gap.sentence()).contains(lie.sentence());
                assertThat(gap.recoverable()).isTrue();
              });
    }

    vendors.forEach(vendor -> vendor.faults().clear());
    await(all -> all.values().stream().allMatch(source -> covered(source, until)));
    service.stop();
    ArchiveReader archive = new ArchiveReader(s3, "lies");
    for (LyingVendor vendor : vendors) {
      assertThat(vendor.archived(archive)).as(vendor.name()).isEqualTo(once(vendor));
    }
  }

  private static Map<String, String> keys(Lie lie, Instant until) {
    Map<String, String> keys = new HashMap<>();
    keys.put("start", until.minus(Duration.ofMinutes(10)).toString());
    keys.put("backfill-window", "PT1H");
    keys.put("page-size", "25");
    keys.put("recheck", "P1D");
    keys.put("query-deadline", "PT3S");
    if (lie.mode().equals("auditlogs")) {
      keys.put("api", "genesys-auditlogs");
    } else {
      keys.put("mode", lie.mode());
    }
    if (lie.mode().equals("realtime")) {
      keys.put("services", REALTIME_SERVICES);
    }
    return keys;
  }

  /** All within a second, of which the vendor hands out little: no clock could divide it. */
  @Test
  void whatIsHandedOutOfASecondIsDeliveredAndTheRestIsCounted() throws IOException {
    Instant until = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(2);
    service = service("second");
    LyingVendor vendor =
        vendor(
            "second",
            Map.of(
                "events", "1200",
                "span", "PT1S",
                "until", until.toString(),
                "vendor.realtime-cap", "40"));
    vendor.readBy(
        service,
        Map.of(
            "mode", "realtime",
            "services", REALTIME_SERVICES,
            "vendor-cap", "40",
            "start", until.minusSeconds(3).toString(),
            "recheck", "P1D"));
    service.startAndAwaitReady(Duration.ofMinutes(1));

    SourceStatus status = await(all -> reaches(all.get("second"), until)).get("second");
    service.stop();
    Map<String, Double> archived = vendor.archived(new ArchiveReader(s3, "second"));
    assertThat(archived.values()).containsOnly(1.0);
    assertThat(vendor.truth()).containsAll(archived.keySet());
    assertThat(archived.size()).isGreaterThan(3 * 40);
    assertThat(status.gaps()).hasSize(1);
    Gap gap = status.gaps().get(0);
    assertThat(gap.reason()).isEqualTo("too-large");
    assertThat(gap.from()).isEqualTo(until.minusSeconds(1));
    assertThat(gap.to()).isEqualTo(until);
    assertThat(gap.sentence()).contains("service Directory, entity type User");
    assertThat(missing(gap.sentence())).isEqualTo(vendor.truth().size() - archived.size());
  }

  /** What each service as a whole lacks; its entity types are named beside. */
  private static long missing(String sentences) {
    long missing = 0;
    for (String sentence : sentences.split("; ")) {
      if (!sentence.contains("entity type")) {
        missing +=
            MISSING
                .matcher(sentence)
                .results()
                .map(MatchResult::group)
                .mapToLong(group -> Long.parseLong(group.split(" ")[0]))
                .sum();
      }
    }
    return missing;
  }

  @Test
  void whatIsLostChangedOrPurgedIsFoundAndSaid() throws IOException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    Instant begin = now.minus(Duration.ofDays(12)).truncatedTo(ChronoUnit.DAYS);
    service = service("moving");
    LyingVendor skips =
        vendor(
            "skips",
            Map.of(
                "events", "700",
                "span", "PT30M",
                "until", hour.minusSeconds(600).toString(),
                "faults.skip", "1"));
    skips.readBy(
        service,
        Map.of(
            "mode", "async",
            "start", hour.minusSeconds(3600).toString(),
            "backfill-window", "PT1H",
            "recheck", "PT5S",
            "reconcile", "1"));
    LyingVendor changes =
        vendor(
            "changes",
            Map.of("events", "100", "span", "PT30M", "until", now.minusSeconds(60).toString()));
    changes.readBy(
        service,
        Map.of(
            "start", now.minusSeconds(3600).toString(),
            "backfill-window", "PT1H",
            "recheck", "PT45S,PT60S,PT90S,PT120S"));
    LyingVendor purged =
        vendor(
            "purged",
            Map.of(
                "events", "200",
                "span", "P20D",
                "until", hour.toString(),
                "vendor.retention", "P8D"));
    purged.readBy(
        service,
        Map.of(
            "start", begin.toString(),
            "backfill-window", "PT24H",
            "recheck", "PT5S",
            "concurrency", "8"));
    service.startAndAwaitReady(Duration.ofMinutes(1));

    await(all -> all.get("changes").events() >= 100);
    changes.faults().set("changed", 0.2);
    Map<String, SourceStatus> all =
        await(
            found ->
                found.get("skips").reconciled().missing() > 0
                    && found.get("changes").events() > 100
                    && found.get("purged").suspectedRetention() != null
                    && reaches(found.get("purged"), hour));
    String told = service.run(Duration.ofMinutes(1), "status").output();
    String metrics = service.get("/q/metrics").body();
    service.stop();

    ArchiveReader archive = new ArchiveReader(s3, "moving");
    assertThat(skips.archived(archive)).isEqualTo(once(skips));
    assertThat(told).contains("skips: reconciled: ");
    assertThat(metrics)
        .contains("audit_reconciled_events_total{outcome=\"missing\",source=\"skips\"}");
    Map<String, Double> changed = changes.archived(archive);
    assertThat(changed.keySet()).isEqualTo(changes.truth());
    assertThat(changed.values()).containsOnly(1.0, 2.0).contains(1.0, 2.0);
    long further = changed.values().stream().filter(copies -> copies == 2).count();
    assertThat(all.get("changes").events()).isEqualTo(100 + further);
    SuspectedRetention suspected = all.get("purged").suspectedRetention();
    assertThat(suspected.from()).isEqualTo(begin);
    assertThat(suspected.windows()).isGreaterThanOrEqualTo(3);
    assertThat(told).contains("purged: suspected retention: ");
    assertThat(service.output().split("were empty when they were read", -1)).hasSize(2);
  }

  @Test
  void lateEventsAreMeasuredAndTheHintSaysWhichSettleIsEnough() throws IOException {
    Instant until = Instant.now().plusSeconds(75).truncatedTo(ChronoUnit.MINUTES);
    service = service("late");
    LyingVendor late =
        vendor(
            "late",
            Map.of(
                "events", "600",
                "span", "PT30S",
                "until", until.toString(),
                "vendor.late-by", "PT12S",
                "faults.late", "0.2"));
    late.readBy(
        service,
        Map.of(
            "start", until.minusSeconds(90).toString(),
            "window", "PT10S",
            "recheck", "PT16S,PT30S"));
    service.startAndAwaitReady(Duration.ofMinutes(1));
    SourceStatus status =
        await(
                found ->
                    found.get("late").events() == 600
                        && covered(found.get("late"), until)
                        && Instant.now().isAfter(until.plusSeconds(35)))
            .get("late");
    String told = service.run(Duration.ofMinutes(1), "status").output();
    String metrics = service.get("/q/metrics").body();
    service.stop();

    assertThat(late.archived(new ArchiveReader(s3, "late"))).isEqualTo(once(late));
    Lateness lateness = status.lateness();
    long measured = lateness.late();
    assertThat(measured).isPositive();
    assertThat(lateness.onTime() + measured).isEqualTo(600);
    assertThat(lateness.longest()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(60));
    assertThat(told).contains("late: hint: ").contains("set settle to PT");
    assertThat(metrics).contains("audit_lateness_seconds_count{source=\"late\"} " + measured);
  }

  /** R7: 50,000 events in five minutes at 120 requests a minute, of a vendor who caps results. */
  @Test
  void aFloodIsSplitAndHalvesThatAreDoneStayDone() throws IOException {
    Instant until = Instant.now().truncatedTo(ChronoUnit.HOURS);
    service = service("flood").with("audit.retry.window-pause", "PT1S");
    for (String mode : List.of("realtime", "async", "auditlogs")) {
      LyingVendor vendor =
          vendor(
              mode,
              Map.of(
                  "events", "50000",
                  "span", "PT5M",
                  "until", until.toString(),
                  "requests-per-minute", "120",
                  "vendor.auditlogs-requests", "20",
                  "vendor.realtime-cap", "3000",
                  "vendor.async-cap", "3000",
                  "vendor.auditlogs-cap", "3000"));
      Map<String, String> keys = new HashMap<>();
      keys.put("start", until.minusSeconds(300).toString());
      keys.put("backfill-window", "PT1H");
      keys.put("vendor-cap", "3000");
      keys.put("requests-per-minute", "120");
      keys.put("reserve", "0");
      keys.put("recheck", "P1D");
      if (mode.equals("auditlogs")) {
        keys.put("api", "genesys-auditlogs");
      } else {
        keys.put("mode", mode);
      }
      if (mode.equals("realtime")) {
        keys.put("services", REALTIME_SERVICES);
      }
      vendor.readBy(service, keys);
    }
    service.startAndAwaitReady(Duration.ofMinutes(1));
    Awaitility.await()
        .atMost(Duration.ofMinutes(10))
        .until(() -> s3.keys("flood/manifests/").size() >= 9);
    service.kill9();
    Map<String, String> done = new HashMap<>();
    for (String key : s3.keys("flood/manifests/")) {
      done.put(key, Raw.sha256(s3.get(key)));
    }
    service.startAndAwaitReady(Duration.ofMinutes(1));
    await(
        all -> all.values().stream().allMatch(source -> covered(source, until)),
        Duration.ofMinutes(20));
    service.stop();
    ArchiveReader archive = new ArchiveReader(s3, "flood");
    for (LyingVendor vendor : vendors) {
      assertThat(vendor.archived(archive)).as(vendor.name()).isEqualTo(once(vendor));
    }
    Map<String, String> after = new HashMap<>();
    for (String key : s3.keys("flood/manifests/")) {
      after.put(key, Raw.sha256(s3.get(key)));
      assertThat(key).as("a half that was done is not read again").endsWith("_0.json");
    }
    assertThat(after).containsAllEntriesOf(done);
  }

  private static Map<String, Double> once(LyingVendor vendor) throws IOException {
    Map<String, Double> once = new HashMap<>();
    vendor.truth().forEach(id -> once.put(id, 1.0));
    return once;
  }

  private static boolean covered(SourceStatus source, Instant until) {
    return source.gaps().isEmpty() && reaches(source, until);
  }

  /** Whether nothing is owed any more up to then; what is lost for ever may be. */
  private static boolean reaches(SourceStatus source, Instant until) {
    Instant to = source.coveredTo();
    boolean owed = source.windows().keySet().stream().anyMatch(WAITING::contains);
    return !owed && to != null && !to.isBefore(until);
  }

  private LyingVendor vendor(String name, Map<String, String> keys) {
    LyingVendor vendor = new LyingVendor(folder, name, keys);
    vendors.add(vendor);
    return vendor;
  }

  private ServiceProcess service(String prefix) {
    return ServiceProcess.in(folder.resolve("service"))
        .option("-Xmx512m")
        .with("audit.sinks.s3.bucket", s3.bucket())
        .with("audit.sinks.s3.prefix", prefix)
        .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
        .with("audit.sinks.s3.access-key", "any")
        .with("audit.sinks.s3.secret-key", "any")
        .with("audit.sinks.s3.path-style", "true")
        .with("audit.sinks.elasticsearch.enabled", "false")
        .with("audit.retry.attempts", "2")
        .with("audit.retry.pause-millis", "50")
        .with("audit.retry.longest-pause-millis", "500");
  }

  private Map<String, SourceStatus> await(Predicate<Map<String, SourceStatus>> wanted) {
    return await(wanted, LIMIT);
  }

  /** How all sources stood when this first held. */
  private Map<String, SourceStatus> await(
      Predicate<Map<String, SourceStatus>> wanted, Duration limit) {
    return Awaitility.await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(500))
        .until(this::statuses, all -> all.size() == vendors.size() && wanted.test(all));
  }

  private Map<String, SourceStatus> statuses() {
    return new Ledger(service.database())
        .statuses().all(Instant.now()).stream()
            .collect(Collectors.toMap(SourceStatus::source, source -> source));
  }
}
