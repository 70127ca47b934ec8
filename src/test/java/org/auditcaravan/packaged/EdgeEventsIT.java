package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.auditcaravan.deadletter.DeadLetter;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Filter;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a vendor sends against its own contract is archived, or kept as bytes: never lost. */
class EdgeEventsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LOGS = "GET /api/v2/auditlogs";
  private static final long WINDOW = Duration.ofHours(6).toSeconds();
  private static final Instant UNTIL =
      Instant.ofEpochSecond((Instant.now().getEpochSecond() / WINDOW - 1) * WINDOW);
  private static final Instant FROM = UNTIL.minusSeconds(WINDOW);

  @TempDir static Path folder;
  private static S3Server s3;

  private final AtomicReference<Answer> first = new AtomicReference<>();
  private VendorStub vendor;

  @BeforeAll
  static void startServer() {
    s3 = S3Server.start(folder.resolve("s3"), "archive");
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  @BeforeEach
  void startVendor() throws IOException {
    vendor = new VendorStub();
    String firstWindow = "dateFrom=" + FROM.minusSeconds(1).toString().replace(":", "%3A");
    vendor.answer(
        LOGS, call -> call.query().contains(firstWindow) ? first.get() : Answer.json(page()));
  }

  @AfterEach
  void stopVendor() {
    vendor.close();
  }

  @Test
  void strangeEventsAreArchivedWithAnErrorWhereOneApplies() {
    String time = "\"timestamp\":\"" + FROM.plusSeconds(60) + "\"";
    String big = "x".repeat(10 << 20);
    first.set(
        Answer.json(
            page(
                "{" + time + ",\"entityType\":\"Queue\"}",
                "{\"auditId\":\"timeless\"}",
                "{\"auditId\":\"odd\",\"timestamp\":\"yesterday\"}",
                "{\"auditId\":\"big\","
                    + time
                    + ",\"before\":{},\"after\":{\"x\":\""
                    + big
                    + "\"}}",
                "{\"auditId\":\"digits\"," + time + ",\"after\":{\"n\":12345678901234567890}}",
                "{\"auditId\":\"new\"," + time + ",\"entityType\":\"Never seen\"}")));
    try (ServiceProcess service = service("strange")) {
      service.start();
      Map<String, JsonNode> records = new TreeMap<>();
      awaitArchive("strange")
          .records("acme", record -> records.put(record.path("auditId").asText(), record));

      assertThat(records).hasSize(6).containsKeys("timeless", "odd", "big", "digits", "new");
      assertThat(records.keySet()).anyMatch(id -> id.startsWith("sha256-"));
      assertThat(records.get("timeless").path("error").asText()).contains("timestamp");
      assertThat(records.get("odd").path("error").asText()).contains("timestamp");
      assertThat(records.get("odd").path("rawPayload").toString()).contains("yesterday");
      assertThat(records.get("big").path("newValue").asText()).isEqualTo(big);
      assertThat(records.get("digits").path("newValue").asText()).isEqualTo("12345678901234567890");
      assertThat(records.get("digits").path("rawPayload").toString())
          .contains("12345678901234567890");
      assertThat(records.get("new").path("entityType").asText()).isEqualTo("Never seen");
      assertThat(records.get("new").path("error").isNull()).isTrue();
    }
  }

  @Test
  void aPageOfForeignBytesIsRetriedThenKeptAndLaterReadAgain() {
    byte[] invalid = page("{\"auditId\":\"\u00ff\"}").getBytes(StandardCharsets.ISO_8859_1);
    first.set(new Answer(200, Map.of("Content-Type", "application/json"), invalid, false));
    try (ServiceProcess service = service("foreign").start()) {
      await()
          .atMost(PATIENCE)
          .until(() -> service.output().contains("sent a page that cannot be read"));
      Answer html = Answer.status(200, "<html>Service under maintenance</html>");
      first.set(html);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(service.run(PATIENCE, "replay", "--dry-run").output())
                      .contains("2 dead letters would be delivered again"));
      assertThat(new DeadLetters(service.database(), act -> {}).list(Filter.open(), 10))
          .extracting(DeadLetter::payload)
          .containsExactly(invalid, html.body());
      assertThat(new ArchiveReader(s3, "foreign").coveredUntil("acme", FROM)).isEqualTo(FROM);

      first.set(Answer.json(page("{\"auditId\":\"late\"}")));
      awaitArchive("foreign");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(service.run(PATIENCE, "status"))
                      .satisfies(
                          status -> {
                            assertThat(status.exitCode()).as(status.output()).isZero();
                            assertThat(status.output()).doesNotContain("dead letters");
                          }));
    }
  }

  private static ArchiveReader awaitArchive(String prefix) {
    ArchiveReader archive = new ArchiveReader(s3, prefix);
    await().atMost(PATIENCE).until(() -> !archive.coveredUntil("acme", FROM).isBefore(UNTIL));
    return archive;
  }

  private static String page(String... events) {
    return "{\"entities\":[" + String.join(",", events) + "],\"nextPage\":null}";
  }

  private ServiceProcess service(String prefix) {
    return ServiceProcess.in(folder.resolve(prefix))
        .with("audit.sinks.s3.bucket", s3.bucket())
        .with("audit.sinks.s3.prefix", prefix)
        .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
        .with("audit.sinks.s3.access-key", "any")
        .with("audit.sinks.s3.secret-key", "any")
        .with("audit.sinks.s3.path-style", "true")
        .with("audit.sinks.elasticsearch.enabled", "false")
        .with("audit.retry.attempts", "1")
        .with("audit.retry.pause-millis", "10")
        .with("audit.retry.window-pause", "PT2S")
        .with("audit.sources.acme.api", "genesys-auditlogs")
        .with("audit.sources.acme.api-url", vendor.uri("").toString())
        .with("audit.sources.acme.token-url", vendor.uri("/oauth/token").toString())
        .with("audit.sources.acme.client-id", "client")
        .with("audit.sources.acme.client-secret", "secret")
        .with("audit.sources.acme.schedule", "0/2 * * * * ?")
        .with("audit.sources.acme.window", "PT6H")
        .with("audit.sources.acme.recheck", "P30D")
        .with("audit.sources.acme.start", FROM.toString());
  }
}
