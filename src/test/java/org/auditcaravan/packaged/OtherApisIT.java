package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.auditcaravan.packaged.Line.LIMIT;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.auditcaravan.packaged.ServiceProcess.Result;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.Child;
import org.auditcaravan.window.SourceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged service reads Azure DevOps and the contracts B and C, as the simulator plays them.
 */
@Tag("drill")
@TestMethodOrder(OrderAnnotation.class)
class OtherApisIT {
  private static final String DEVOPS = "devops";
  private static final String TRUNKS = "trunks";
  private static final String ANALYTICS = "analytics";
  private static final String STRANGER = "stranger";

  @TempDir static Path folder;
  private static Line line;
  private static ServiceProcess service;

  @BeforeAll
  static void startTheService() {
    line = new Line(folder, URI.create("http://127.0.0.1:" + Child.freePort()), "acme");
    service =
        line.service
            .with("audit.simulator.tenants", "acme,beta")
            .with("audit.sinks.elasticsearch.enabled", "false")
            .with("audit.sources.acme.user-lookups", "50");
    source(TRUNKS, "genesys-audit-events", "acme-client");
    source(ANALYTICS, "genesys-analytics-events", "acme-client");
    devops(DEVOPS, "acme", "acme-client");
    devops(STRANGER, "acme", "acme-stranger");
    // Short live windows, so that one soon holds what the others have left in the log.
    service.with("audit.sources.devops.window", "PT5S").with("audit.sources.devops.settle", "PT1S");
    service.startAndAwaitReady(LIMIT);
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreException(NoSuchElementException.class)
        .untilAsserted(() -> assertThat(missing()).isEmpty());
  }

  @AfterAll
  static void stopTheService() {
    line.close();
  }

  private static void source(String name, String api, String client) {
    line.source(service, name, line.start());
    String key = "audit.sources." + name;
    String url = "http://127.0.0.1:" + line.simulator + "/acme";
    service
        .with(key + ".api", api)
        .with(key + ".api-url", url)
        .with(key + ".token-url", url + "/oauth/token")
        .with(key + ".client-id", client);
  }

  private static void devops(String name, String tenant, String client) {
    source(name, "azure-devops-audit", client);
    String key = "audit.sources." + name;
    String url = "http://127.0.0.1:" + line.simulator + "/" + tenant;
    service
        .with(key + ".organization", "contoso")
        .with(key + ".tenant", tenant)
        .with(key + ".api-url", url)
        .with(key + ".token-url", url + "/oauth2/v2.0/token")
        .with(key + ".client-id", client);
  }

  /** What has not come to pass yet. */
  private static List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (String source : List.of("acme", TRUNKS, ANALYTICS, DEVOPS)) {
      SourceStatus status = service.status(source);
      if (status.coveredTo() == null || status.coveredTo().isBefore(line.until)) {
        missing.add(source + " up to " + line.until + ": " + status);
      }
    }
    if (service.status(STRANGER).gaps().isEmpty()) {
      missing.add("a refusal of " + STRANGER);
    }
    if (missing.isEmpty() && records(DEVOPS).stream().noneMatch(OtherApisIT::ownPolling)) {
      missing.add("our own polling in the log of " + DEVOPS);
    }
    return missing;
  }

  private static boolean ownPolling(JsonNode record) {
    return record.at("/extra/presets").toString().equals("[\"own-polling\"]");
  }

  private static List<JsonNode> records(String source) {
    List<JsonNode> records = new ArrayList<>();
    new ArchiveReader(line.s3, "audit").records(source, records::add);
    return records;
  }

  private static long simulated() throws IOException {
    ObjectMapper json = new ObjectMapper();
    long count = 0;
    for (String text : Files.readAllLines(line.truth)) {
      JsonNode event = json.readTree(text);
      Instant at = Instant.parse(event.path("eventDate").asText());
      boolean inside = !at.isBefore(line.start()) && at.isBefore(line.until);
      count += inside && event.path("tenant").asText().equals("acme") ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @Order(1)
  @ValueSource(strings = {TRUNKS, ANALYTICS, DEVOPS})
  void everySimulatedEventIsArchivedOnceUnderItsOrganisation(String source) throws IOException {
    List<JsonNode> records =
        records(source).stream().filter(record -> !ownPolling(record)).toList();

    assertThat(records.stream().map(record -> record.path("auditId").asText()).distinct())
        .hasSize((int) simulated());
    assertThat(records.stream().filter(record -> record.path("changeIndex").asInt() == 0))
        .hasSize((int) simulated());
    assertThat(service.status(source).organization()).isNotNull();
    assertThat(records).allMatch(record -> record.hasNonNull("organizationId"));
    assertThat(service.status(source).notes()).isEmpty();
  }

  @Test
  @Order(2)
  void aLaterWindowHasTheEntriesOfOurOwnReading() {
    assertThat(records(DEVOPS).stream().filter(OtherApisIT::ownPolling))
        .isNotEmpty()
        .allMatch(record -> record.path("action").asText().equals("AuditLog.AccessLog"));
    assertThat(service.output()).doesNotContain("could not keep what was found");
  }

  @Test
  @Order(3)
  void namesOfUsersAreLookedUpAndWhatIsNewIsNoted() {
    List<JsonNode> records = records("acme");

    assertThat(records)
        .filteredOn(record -> record.at("/extra/lookedUp").has(0))
        .isNotEmpty()
        .allMatch(record -> !record.path("userName").asText().isEmpty());
    assertThat(service.status("acme").notes())
        .singleElement()
        .asString()
        .startsWith("the vendor sends what no mapping knows");
    assertThat(service.output()).doesNotContain("could not keep what was found");
  }

  @Test
  @Order(4)
  void doctorTellsTheHealthyFromTheOneThatIsNotInTheOrganisation() throws IOException {
    Result result = service.run(LIMIT, "doctor", "--json");

    JsonNode examined = new ObjectMapper().readTree(result.output());
    for (JsonNode one : examined) {
      boolean stranger = one.path("source").asText().equals(STRANGER);
      assertThat(one.path("healthy").asBoolean()).as(one.toPrettyString()).isNotEqualTo(stranger);
      assertThat(one.path("cause").asText("none"))
          .isEqualTo(stranger ? "azure-principal-unknown" : "none");
    }
    assertThat(examined).hasSize(5);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).doesNotContain(Line.SECRET);
    assertThat(service.status(STRANGER).gaps().get(0).sentence())
        .contains("cause azure-principal-unknown: ", "Organization settings > Users > Add users");
  }

  @Test
  @Order(5)
  void credentialsOfAnotherTenantStopTheSource() {
    String before = service.status(DEVOPS).organization();
    service.stop();
    devops(DEVOPS, "beta", "beta-client");
    service.with("audit.sources.devops.window", "PT5S");
    service.startAndAwaitReady(LIMIT);

    await().atMost(LIMIT).until(() -> service.status(DEVOPS).stoppedAt() != null);
    assertThat(service.status(DEVOPS).stoppedBecause())
        .contains("belongs to organisation " + before, "those of organisation ", "/contoso");
    assertThat(service.status(TRUNKS).stoppedAt()).isNull();
  }
}
