package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.auditcaravan.packaged.Line.LIMIT;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.auditcaravan.packaged.ServiceProcess.Result;
import org.auditcaravan.servers.Child;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged service tells a monitor, while a vendor and the search engine are away. */
class OperationsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  /** A day whose windows need no second look. */
  private static final LocalDate OVER = LocalDate.now(ZoneOffset.UTC).minusDays(2);

  private static Line line;
  private static ServiceProcess service;

  @BeforeAll
  static void startTheService() {
    String nobody = "http://127.0.0.1:" + Child.freePort();
    line = new Line(folder, URI.create(nobody), "acme", "old");
    line.source(line.service, "away", line.until);
    service =
        line.service
            .with("audit.sources.away.api-url", nobody)
            .with("audit.sources.away.token-url", nobody + "/oauth/token")
            .with("audit.sources.away.s3.prefix", "away")
            .with("audit.sources.away.start", line.start().toString())
            // So few that its three workers have to wait for each other, however slow the machine
            // is.
            .with("audit.sources.acme.requests-per-minute", "120")
            .with("audit.sources.old.start", OVER + "T00:00:00Z")
            .with("audit.sources.old.recheck", "PT1H")
            .with("audit.sources.old.reconcile", "0")
            .with("audit.seal.schedule", "0/3 * * * * ?")
            .with("audit.retry.attempts", "1")
            .with("audit.retry.pause-millis", "10")
            .with("quarkus.log.console.json.enabled", "true")
            .with("quarkus.log.category.\"org.auditcaravan\".level", "DEBUG");
    service.startAndAwaitReady(LIMIT);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(metrics())
                    .containsPattern("audit_windows\\{source=\"acme\",state=\"committed\"\\} [1-9]")
                    .containsPattern("audit_gaps\\{reason=\"failed\",source=\"away\"\\} [1-9]")
                    .containsPattern(
                        "audit_deliveries_owed\\{sink=\"elasticsearch\",source=\"acme\"\\} [1-9]"));
  }

  @AfterAll
  static void stopTheService() {
    line.close();
  }

  private static String metrics() {
    return service.get("/q/metrics").body();
  }

  @Test
  void aDayThatIsCompleteIsClosedWhenTheScheduleSaysSo() {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(line.s3.keys("audit/digests/source=old/"))
                    .anyMatch(key -> key.endsWith("_" + OVER + ".json")));
    assertThat(line.s3.keys("audit/digests/source=acme/"))
        .as("its windows are read again")
        .isEmpty();
  }

  @Test
  void theLedgersWordsAreMetrics() {
    assertThat(metrics())
        .containsPattern("audit_lag_seconds\\{source=\"acme\"\\} [1-9]")
        .containsPattern("audit_clock_skew_seconds\\{source=\"acme\"\\}")
        .containsPattern("audit_events_total\\{outcome=\"delivered\",source=\"acme\"\\} [1-9]")
        .containsPattern("audit_records_total\\{source=\"acme\"\\} [1-9]")
        .containsPattern("audit_requests_total\\{source=\"acme\",status=\"200\"\\} [1-9]")
        .containsPattern("audit_wait_seconds_total\\{reason=\"quota\",source=\"acme\"\\}")
        .containsPattern("audit_tokens_renewed_total\\{source=\"acme\"\\} 1")
        .containsPattern("audit_leases_taken_total\\{source=\"acme\"\\} [1-9]")
        .containsPattern("audit_loss_seconds\\{source=\"away\"\\} [1-9]")
        .containsPattern("audit_seal_lag_seconds\\{source=\"acme\"\\} [0-9]");
  }

  @Test
  void theServiceIsWellThoughAVendorAndTheSearchEngineAreAway() {
    assertThat(service.get("/q/health/live").statusCode()).isEqualTo(200);
    assertThat(service.get("/q/health/ready").statusCode()).isEqualTo(200);
    assertThat(service.get("/q/health/ready").body()).contains("Database", "UP");
  }

  /** H2 closes a database whose disk is full; when there is room again, nobody has to restart. */
  @Test
  void aLedgerThatClosedItselfIsOpenedAgain() {
    assertThatThrownBy(
            () ->
                Jdbi.create(service.database())
                    .useHandle(ledger -> ledger.execute("SHUTDOWN IMMEDIATELY")))
        .hasMessageContaining("session closed");
    Result asked =
        service.run(
            LIMIT,
            "extract",
            "--source",
            "acme",
            "--from",
            line.until.minus(1, ChronoUnit.HOURS).toString(),
            "--to",
            line.until.toString());
    assertThat(asked.exitCode()).as(asked.output() + asked.errors()).isNotEqualTo(1);
    assertThat(asked.output()).contains("1 windows read", "0 failed");
  }

  @Test
  void everyLineOfTheLogIsJsonAndNoneHoldsASecret() {
    List<String> lines = service.output().lines().toList();
    assertThat(lines).isNotEmpty();
    for (String text : lines) {
      assertThatCode(() -> JSON.readTree(text)).as(text).doesNotThrowAnyException();
      assertThat(text)
          .startsWith("{")
          .doesNotContain(Line.SECRET, "Bearer", "access_token", basic());
    }
    assertThat(service.output()).contains("\"level\":\"DEBUG\"");
  }

  @Test
  void aLineAboutAWindowNamesItsSourceAndTimes() throws IOException {
    assertThat(lines().map(line -> line.path("mdc")))
        .anySatisfy(
            mdc -> {
              assertThat(mdc.path("source").asText()).isEqualTo("away");
              assertThat(mdc.path("window").asText()).matches("\\d{8}T\\d{6}Z_\\d{8}T\\d{6}Z");
            });
  }

  @Test
  void aWindowThatIsWellTakesFiveLinesAtMostAndNoneShowsAnEvent() throws IOException {
    Map<String, Long> told =
        lines()
            .filter(line -> !line.path("level").asText().equals("DEBUG"))
            .map(line -> line.path("mdc"))
            .filter(mdc -> mdc.path("source").asText().equals("acme"))
            .collect(
                Collectors.groupingBy(mdc -> mdc.path("window").asText(), Collectors.counting()));
    assertThat(told.values()).allSatisfy(lines -> assertThat(lines).isLessThanOrEqualTo(5));
    String output = service.output();
    for (String event : Files.readAllLines(line.truth)) {
      assertThat(output).doesNotContain(JSON.readTree(event).path("id").asText());
    }
  }

  private static Stream<JsonNode> lines() {
    return service.output().lines().map(OperationsIT::json);
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  private static String basic() {
    byte[] pair = ("acme-client:" + Line.SECRET).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(pair);
  }
}
