package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.Child;
import org.auditcaravan.servers.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators change in a folder of their own, laid over the packaged jar. */
class OverlayIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SHIPPED = Path.of("routes");
  private static final Path CUSTOM = Path.of("k8s/overlays/custom-routes/routes");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int EVENTS = 150;

  /** A whole window that ended long enough ago to be due at once. */
  private static final long WINDOW = Duration.ofHours(6).toSeconds();

  private static final Instant UNTIL =
      Instant.ofEpochSecond((Instant.now().getEpochSecond() / WINDOW - 1) * WINDOW);
  private static final Instant FROM = UNTIL.minusSeconds(WINDOW);

  @TempDir static Path folder;
  private static S3Server s3;

  @BeforeAll
  static void startServer() {
    s3 = S3Server.start(folder.resolve("s3"), "archive");
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  @Test
  void aChangedStageAndAnAddedSinkTakePartAndTheArchiveIsComplete() throws IOException {
    try (ServiceProcess service = service("custom")) {
      try (Stream<Path> files = Files.list(CUSTOM)) {
        for (Path file : files.toList()) {
          lay(service, file.getFileName().toString(), Files.readString(file));
        }
      }
      Path copies = service.folder().resolve("copies");
      service
          .with("custom.copies", copies.toString())
          .with("quarkus.log.category.custom-routes.level", "DEBUG")
          .start();
      ArchiveReader archive = awaitArchive("custom");

      assertThat(archived(archive)).isEqualTo(simulated(service, ""));
      assertThat(service.output()).contains("A page of acme is normalised");
      byte[] part = s3.get(manifest(archive).at("/parts/0/key").asText());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(copies.resolve("acme"))
                      .isDirectoryContaining(copy -> same(copy, part)));
      assertThat(service.run(PATIENCE, "status").output())
          .contains("routes: normalize.camel.yaml is changed")
          .contains("routes: fan-out.camel.yaml is changed")
          .contains("routes: sink-file.camel.yaml is added");
    }
  }

  @Test
  void whatAFilterTakesAwayUnseenIsNotCommittedAndStatusSaysSo() throws IOException {
    try (ServiceProcess service = service("filter")) {
      lay(
          service,
          "normalize.camel.yaml",
          Files.readString(SHIPPED.resolve("normalize.camel.yaml"))
              .replace(
                  """
                          - bean:
                              id: spool
                              ref: records
                              method: spool
                  """,
                  """
                          # Own step: only small pages are wanted.
                          - filter:
                              simple: "${body.size} < 5"
                              steps:
                                - bean:
                                    id: spool
                                    ref: records
                                    method: spool
                  """));
      service.start();
      await().atMost(PATIENCE).until(() -> service.output().contains("do not balance"));

      ServiceProcess.Result status = service.run(PATIENCE, "status");
      assertThat(status.exitCode()).isEqualTo(3);
      assertThat(status.output().lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("acme: gap " + FROM)
                      .contains("books do not balance")
                      .contains("look for a step in the routes that drops messages"));
      assertThat(new ArchiveReader(s3, "filter").coveredUntil("acme", FROM)).isEqualTo(FROM);
    }
  }

  @Test
  void aMappingAddsFieldsAndLeavesOutEventsThatTheBooksCount() throws IOException {
    try (ServiceProcess service = service("mapping")) {
      lay(
          service,
          "mapping-genesys-audits.yaml",
          Files.readString(SHIPPED.resolve("mapping-genesys-audits.yaml"))
                  .replace("    extra:\n", "    extra:\n      vendorId: [id]\n")
              + "exclude:\n  - {name: flows, when: {serviceName: [Architect]}}\n");
      service.start();
      ArchiveReader archive = awaitArchive("mapping");

      List<String> left = simulated(service, "Architect");
      List<String> expected = simulated(service, "");
      expected.removeAll(left);
      assertThat(left).isNotEmpty();
      assertThat(archived(archive)).isEqualTo(expected);
      archive.records(
          "acme",
          record ->
              assertThat(record.at("/extra/vendorId").asText())
                  .isEqualTo(record.path("auditId").asText()));
      JsonNode events = manifest(archive).path("events");
      assertThat(events.path("excluded").asInt()).isEqualTo(left.size());
      assertThat(events.path("delivered").asInt()).isEqualTo(expected.size());
      assertThat(events.path("received").asInt())
          .isEqualTo(
              Stream.of("delivered", "duplicates", "outside", "excluded", "deadLetters")
                  .mapToInt(count -> events.path(count).asInt())
                  .sum());
    }
  }

  private static boolean same(Path file, byte[] content) {
    try {
      return Arrays.equals(Files.readAllBytes(file), content);
    } catch (IOException e) {
      return false;
    }
  }

  private static ArchiveReader awaitArchive(String prefix) {
    ArchiveReader archive = new ArchiveReader(s3, prefix);
    await().atMost(PATIENCE).until(() -> !archive.coveredUntil("acme", FROM).isBefore(UNTIL));
    return archive;
  }

  /** The manifest of the window that has all events. */
  private static JsonNode manifest(ArchiveReader archive) throws IOException {
    return JSON.readTree(s3.get(archive.manifests("acme").get(0)));
  }

  private static List<String> archived(ArchiveReader archive) {
    TreeSet<String> ids = new TreeSet<>();
    archive.records("acme", record -> ids.add(record.path("auditId").asText()));
    return List.copyOf(ids);
  }

  /** The ids of the simulated events, of one service or of all. */
  private static List<String> simulated(ServiceProcess service, String of) throws IOException {
    TreeSet<String> ids = new TreeSet<>();
    for (String line : Files.readAllLines(service.folder().resolve("truth.jsonl"))) {
      JsonNode event = JSON.readTree(line);
      if (of.isEmpty() || of.equals(event.path("service").asText())) {
        ids.add(event.path("id").asText());
      }
    }
    return new ArrayList<>(ids);
  }

  private static void lay(ServiceProcess service, String file, String content) throws IOException {
    Path overlay = Files.createDirectories(service.folder().resolve("overlay"));
    Files.writeString(overlay.resolve(file), content);
  }

  private static ServiceProcess service(String prefix) {
    int port = Child.freePort();
    String url = "http://127.0.0.1:" + port + "/acme";
    return ServiceProcess.in(folder.resolve(prefix))
        .with("audit.routes.overlay", "overlay")
        .with("audit.simulator.enabled", "true")
        .with("audit.simulator.port", String.valueOf(port))
        .with("audit.simulator.events", String.valueOf(EVENTS))
        .with("audit.simulator.span", "PT6H")
        .with("audit.simulator.until", UNTIL.toString())
        .with("audit.simulator.truth", "truth.jsonl")
        .with("audit.sinks.s3.bucket", s3.bucket())
        .with("audit.sinks.s3.prefix", prefix)
        .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
        .with("audit.sinks.s3.access-key", "any")
        .with("audit.sinks.s3.secret-key", "any")
        .with("audit.sinks.s3.path-style", "true")
        .with("audit.sinks.elasticsearch.enabled", "false")
        .with("audit.sources.acme.api", "genesys-audits")
        .with("audit.sources.acme.api-url", url)
        .with("audit.sources.acme.token-url", url + "/oauth/token")
        .with("audit.sources.acme.client-id", "acme-client")
        .with("audit.sources.acme.client-secret", "synthetic")
        .with("audit.sources.acme.schedule", "0/5 * * * * ?")
        .with("audit.sources.acme.window", "PT6H")
        .with("audit.sources.acme.start", FROM.toString());
  }
}
