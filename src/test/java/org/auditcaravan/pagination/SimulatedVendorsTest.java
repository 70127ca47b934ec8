package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.simulator.Simulator;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.WindowRead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped routes read the simulator as these vendors: all of it, and with their refusals. */
class SimulatedVendorsTest {
  private static final String AZURE = "azure-devops-audit";
  private static final String EVENTS = "genesys-audit-events";
  private static final String ANALYTICS = "genesys-analytics-events";

  @TempDir Path folder;
  private Duration ahead = Duration.ZERO;
  private final VendorStub unused = stub();
  private Simulator simulator;
  private Line line;

  @AfterEach
  void stop() {
    line.close();
    simulator.close();
    unused.close();
  }

  @ParameterizedTest
  @CsvSource({AZURE + ", 7", EVENTS + ", 3", ANALYTICS + ", 5"})
  void every_event_arrives_once_over_many_pages(String api, String pageSize) throws Exception {
    start(api, Map.of("page-size", pageSize), Map.of());

    WindowRead read = line.read(line.open(10, 12));

    List<String> simulated = simulated("2026-11-20T10:00", "2026-11-20T12:00");
    assertThat(simulated).hasSizeGreaterThan(40);
    assertThat(line.ids().stream().map(SimulatedVendorsTest::bare))
        .containsExactlyInAnyOrderElementsOf(simulated);
    assertThat(read.paging().shortfall()).isEmpty();
    assertThat(read.events().duplicates()).isZero();
  }

  @Test
  void rotations_under_other_types_are_found_by_the_search_of_the_document() throws Exception {
    start(
        EVENTS,
        Map.of("query.type", "TRUNK", "query.search", "credential"),
        Map.of("events", "3000"));
    line.read(line.open(0, 12));
    List<String> found = List.copyOf(line.ids());
    List<String> types = line.accepted.stream().map(a -> a.event().text("type")).toList();

    restart(EVENTS, Map.of("query.type", "TRUNK_CREDENTIAL_UPDATE"));
    line.read(line.open(0, 12));

    assertThat(types).contains("TRUNK_UPDATE", "TRUNK_CONFIG_CHANGE", "TRUNK_CREDENTIAL_UPDATE");
    assertThat(line.ids()).isNotEmpty().hasSizeLessThan(found.size());
    assertThat(found).containsAll(line.ids());
  }

  @ParameterizedTest
  @CsvSource({
    "acme-client,     audit:read security:read",
    "acme-restricted, audit:read security:read byoc:read"
  })
  void a_missing_scope_or_environment_is_noticed_under_status_200(String client, String scope)
      throws Exception {
    start(EVENTS, Map.of("client-id", client, "scope", scope, "query.type", "TRUNK"), Map.of());

    WindowRead read = line.read(line.open(0, 12));

    assertThat(read.paging().shortfallReason()).isEqualTo("omitted");
    assertThat(read.paging().shortfall().orElseThrow()).contains("under status 200");
  }

  @ParameterizedTest
  @CsvSource({
    EVENTS + ",    acme-client,       audit:read,        security:read",
    ANALYTICS + ", acme-client,       analytics:read,    analytics:export",
    ANALYTICS + ", acme-residency,    '',                keeps its data in its region",
    AZURE + ",     acme-stranger,     '',                check the client's roles",
    AZURE + ",     acme-nopermission, '',                View audit log",
    AZURE + ",     acme-expired,      '',                client-secret",
    AZURE + ",     acme-unknown,      '',                client-id",
    AZURE + ",     acme-client,       vso.auditlog,      scope"
  })
  void each_refusal_names_its_repair(String api, String client, String scope, String named)
      throws Exception {
    Map<String, String> keys = new HashMap<>(Map.of("client-id", client));
    if (!scope.isEmpty()) {
      keys.put("scope", scope);
    }
    start(api, keys, Map.of());

    assertThatThrownBy(() -> line.read(line.open(10, 12)))
        .isInstanceOfAny(Forbidden.class, Refused.class)
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource({"page", "redirect", "status"})
  void whatever_shows_the_end_of_a_token_one_renewal_is_enough(String signIn) throws Exception {
    start(AZURE, Map.of("page-size", "10"), Map.of("vendor.azure-sign-in", signIn));
    line.read(line.open(9, 10));
    int before = line.ids().size();
    // The vendor ends it earlier than it said.
    ahead = Duration.ofHours(25);

    line.read(line.open(10, 12));

    assertThat(line.ids().size()).isGreaterThan(before);
  }

  @Test
  void the_budget_of_an_identity_is_kept_by_waiting() throws Exception {
    start(AZURE, Map.of("page-size", "1"), Map.of("vendor.azure-units", "30"));
    line.read(line.open(10, 12));

    assertThat(line.ids()).hasSizeGreaterThan(40);
    assertThat(line.waits).anyMatch(wait -> wait.toSeconds() >= 5);
  }

  @Test
  void our_own_reading_turns_up_in_a_later_window() throws Exception {
    start(AZURE, Map.of(), Map.of());
    line.read(line.open(10, 11));
    line.clock.advance(Duration.ofHours(2));
    int before = line.accepted.size();

    line.read(line.open(12, 13));

    assertThat(line.accepted.subList(before, line.accepted.size()))
        .extracting(accepted -> accepted.event().text("actionId"))
        .contains("AuditLog.AccessLog");
  }

  private void start(String api, Map<String, String> keys, Map<String, String> habits)
      throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("simulator.port", "0");
    all.put("simulator.events", "600");
    all.put("simulator.span", "PT12H");
    all.put("simulator.truth", folder.resolve("truth.jsonl").toString());
    habits.forEach((key, value) -> all.put("simulator." + key, value));
    simulator = new Simulator(TestSources.config(all).simulator(), this::now);
    simulator.start();
    line = line(api, keys);
  }

  /** The simulator's clock is the line's, so that a wait of one is a wait of both. */
  private Instant now() {
    Instant noon = Instant.parse("2026-11-20T12:00:00Z");
    return (line == null ? noon : line.clock.instant()).plus(ahead);
  }

  private void restart(String api, Map<String, String> keys) throws Exception {
    line.close();
    line = line(api, keys);
  }

  private Line line(String api, Map<String, String> keys) throws Exception {
    Map<String, String> all = new HashMap<>(keys);
    String url = simulator.url("acme").toString();
    all.put("api-url", url);
    all.put("token-url", url + (api.equals(AZURE) ? "/oauth2/v2.0/token" : "/oauth/token"));
    all.put("client-secret", "synthetic");
    return new Line(unused, api, folder, all);
  }

  private List<String> simulated(String from, String to) throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<String> ids = new java.util.ArrayList<>();
    for (String text : Files.readAllLines(folder.resolve("truth.jsonl"))) {
      String time = json.readTree(text).get("eventDate").textValue();
      if (time.compareTo(from) >= 0 && time.compareTo(to) < 0) {
        ids.add(json.readTree(text).get("id").textValue());
      }
    }
    return ids;
  }

  /** Azure's ids hold the simulated one. */
  private static String bare(String id) {
    return id.contains(";") ? id.split(";")[1] : id;
  }

  private static VendorStub stub() {
    try {
      return new VendorStub();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
