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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.S3Server;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many sources in one packaged service: what is wrong with one is not felt by the others. */
@Tag("drill")
class IsolationIT {
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int FURTHER = 60;

  @TempDir Path folder;
  private S3Server s3;
  private ArchiveReader archive;

  @BeforeEach
  void startServer() {
    s3 = S3Server.start(folder.resolve("s3"), "archive");
    archive = new ArchiveReader(s3, "audit");
  }

  @AfterEach
  void stopServer() {
    s3.close();
  }

  @Test
  void sourcesThatHangFailAreForbiddenOrFloodHoldNobodyUp() throws IOException {
    List<String> well = names("well", 9);
    // More of them than there are connections to one address, or workers, by anybody's default.
    List<String> hanging = names("hang", 8);
    List<String> tenants =
        Stream.of(well, hanging, List.of("flood", "forbidden")).flatMap(List::stream).toList();
    Instant until = Instant.now().truncatedTo(ChronoUnit.HOURS);
    try (Fleet fleet = new Fleet(tenants, until, Map.of("events", "12000", "span", "PT24H"));
        ServiceProcess service = Fleet.service(folder.resolve("service"), s3, "audit")) {
      service.option("-Xmx256m");
      hanging.forEach(fleet.gate()::hang);
      hanging.forEach(name -> fleet.readBy(service, name, HOUR, Duration.ofMinutes(5)));
      fleet.readBy(service, "flood", Duration.ofHours(24), Duration.ofMinutes(5));
      fleet.readBy(service, "forbidden", HOUR, Duration.ofMinutes(5));
      service.with("audit.sources.forbidden.client-id", "forbidden-nopermission");
      well.forEach(name -> fleet.readBy(service, name, HOUR, Duration.ofMinutes(5)));
      // One of ten begins to fail after it has done half of its work.
      fleet.readBy(service, "well1", HOUR.dividedBy(2), Duration.ofMinutes(5));
      service.startAndAwaitReady(LIMIT);
      await()
          .atMost(LIMIT)
          .until(
              () -> !archive.coveredUntil("well1", until.minus(HOUR.dividedBy(2))).isBefore(until));
      List<String> before = archive.manifests("well1");
      service.kill9();
      fleet.gate().fail("well1");
      fleet.readBy(service, "well1", HOUR, Duration.ofMinutes(5));

      service.startAndAwaitReady(LIMIT);
      awaitCovered(service, well.stream().filter(name -> !name.equals("well1")).toList(), until);

      hanging.forEach(name -> assertThat(archive.manifests(name)).isEmpty());
      hanging.forEach(name -> assertThat(fleet.gate().requests(name)).isPositive());
      assertThat(archive.manifests("forbidden")).isEmpty();
      assertThat(archive.manifests("well1")).isEqualTo(before);
      await().atMost(LIMIT).untilAsserted(() -> assertThat(gaps(service)).containsKey("well1"));
      assertThat(gaps(service)).containsEntry("forbidden", "forbidden");

      // What stood still goes on where it stood, without a hand.
      fleet.gate().heal("well1");
      await().atMost(LIMIT).until(() -> covered("well1", until));
    }
  }

  private void awaitCovered(ServiceProcess service, List<String> sources, Instant until)
      throws IOException {
    try {
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(sources).allMatch(source -> covered(source, until)));
    } catch (ConditionTimeoutException e) {
      service.printThreads();
      service.stop();
      service.keepLog("isolation");
      throw e;
    }
  }

  private boolean covered(String source, Instant until) {
    return !archive.coveredUntil(source, until.minus(HOUR)).isBefore(until);
  }

  @Test
  void fiftySourcesInThreeRegionsKeepTheirPaceBesideAHangingAForbiddenAndASlowOne() {
    List<List<String>> regions =
        List.of(names("europe", 17), names("america", 17), names("asia", 16));
    Instant until = Instant.now().truncatedTo(ChronoUnit.HOURS);
    List<Fleet> fleets = new ArrayList<>();
    for (List<String> region : regions) {
      fleets.add(new Fleet(region, until, Map.of("events", "20000", "span", "PT24H")));
    }
    try (ServiceProcess service = Fleet.service(folder.resolve("service"), s3, "audit")) {
      service.option("-Xmx256m");
      for (int region = 0; region < 3; region++) {
        for (String name : regions.get(region)) {
          fleets.get(region).readBy(service, name, Duration.ofHours(24), Duration.ofMinutes(2));
          // As the vendor grants it: what a source does is bound by its quota.
          service
              .with("audit.sources." + name + ".requests-per-minute", "40")
              .with("audit.sources." + name + ".reserve", "0");
        }
      }
      service.startAndAwaitReady(LIMIT);
      try (HeapCurve heap = new HeapCurve(service)) {
        await().atMost(LIMIT).until(() -> all(regions).allMatch(this::begun));
        Duration alone = further(fleets, regions, Set.of());
        Map<String, Long> before = requests(fleets, regions);
        Set<String> ill = Set.of("europe0", "america0", "asia0");
        fleets.get(0).gate().hang("europe0");
        fleets.get(1).gate().fail("america0");
        fleets.get(2).gate().slow("asia0", Duration.ofSeconds(10));
        Duration beside = further(fleets, regions, ill);
        Map<String, Long> sent = requests(fleets, regions);
        sent.replaceAll((source, count) -> count - before.get(source));
        System.out.printf(
            "Isolation, 50 sources, %d further requests each: %d s before, %d s for the 47 others"
                + " beside the three (ratio %.3f); requests of the hanging %d, failing %d, slow %d%n"
                + "  %s%n",
            FURTHER,
            alone.toSeconds(),
            beside.toSeconds(),
            (double) beside.toMillis() / alone.toMillis(),
            sent.get("europe0"),
            sent.get("america0"),
            sent.get("asia0"),
            heap);
        // The failing one is asked again and again; these two hold their workers all the while.
        assertThat(List.of("europe0", "asia0"))
            .allSatisfy(name -> assertThat(sent.get(name)).isLessThan(FURTHER));
      }
    } finally {
      fleets.forEach(Fleet::close);
    }
  }

  private boolean begun(String source) {
    return !archive.manifests(source).isEmpty();
  }

  private static Stream<String> all(List<List<String>> regions) {
    return regions.stream().flatMap(List::stream);
  }

  /** How long it takes until each source but these has sent further requests. */
  private static Duration further(
      List<Fleet> fleets, List<List<String>> regions, Set<String> without) {
    Map<String, Long> before = requests(fleets, regions);
    long begin = System.nanoTime();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                requests(fleets, regions).entrySet().stream()
                    .filter(source -> !without.contains(source.getKey()))
                    .allMatch(
                        source -> source.getValue() >= before.get(source.getKey()) + FURTHER));
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static Map<String, Long> requests(List<Fleet> fleets, List<List<String>> regions) {
    Map<String, Long> requests = new TreeMap<>();
    for (int region = 0; region < regions.size(); region++) {
      Gate gate = fleets.get(region).gate();
      regions.get(region).forEach(name -> requests.put(name, gate.requests(name)));
    }
    return requests;
  }

  private static List<String> names(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toList();
  }

  /** The reason of the first gap of each source that has one. */
  private static Map<String, String> gaps(ServiceProcess service) throws IOException {
    ServiceProcess.Result status = service.run(LIMIT, "status", "--json");
    Map<String, String> gaps = new TreeMap<>();
    for (JsonNode source : new ObjectMapper().readTree(status.output()).path("sources")) {
      String reason = source.path("gaps").path(0).path("reason").asText();
      if (!reason.isEmpty()) {
        gaps.put(source.path("source").asText(), reason);
      }
    }
    return gaps;
  }
}
