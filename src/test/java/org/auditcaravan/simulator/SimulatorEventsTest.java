package org.auditcaravan.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorEventsTest {
  private static final String POLLS = "vendor.async-polls";

  @TempDir Path folder;

  @Test
  void the_same_seed_gives_the_same_truth_and_another_seed_another() throws Exception {
    String first = truthOf("7");

    assertThat(truthOf("7")).isEqualTo(first);
    assertThat(truthOf("8")).isNotEqualTo(first);
  }

  @Test
  void tenants_have_organisations_and_events_of_their_own() throws Exception {
    try (Bench bench = new Bench(folder, "tenants", "acme,globex")) {
      Map<String, JsonNode> truth = bench.truth();

      assertThat(truth).hasSize(600);
      assertThat(bench.simulator.organizationId("acme"))
          .isNotEqualTo(bench.simulator.organizationId("globex"));
    }
  }

  @Test
  void time_never_runs_backwards_and_full_hours_and_bulk_changes_are_there() {
    Timeline timeline = tenant(20_000, "PT48H").events().timeline;
    Map<Long, Integer> together = new TreeMap<>();
    int backwards = 0;
    for (int i = 0; i < 20_000; i++) {
      backwards += i > 0 && timeline.time(i) < timeline.time(i - 1) ? 1 : 0;
      together.merge(timeline.time(i), 1, Integer::sum);
    }
    long hours = together.keySet().stream().filter(time -> time % 3_600_000 == 0).count();
    long edges = together.keySet().stream().filter(time -> time % 3_600_000 == 3_599_999).count();

    assertThat(backwards).isZero();
    assertThat(hours).isGreaterThan(30);
    assertThat(edges).isGreaterThan(30);
    assertThat(together.values()).anyMatch(count -> count > 20);
  }

  @Test
  void ids_are_unique_and_lead_back_to_their_event() {
    Seeded seeded = new Seeded(1, "acme");
    Set<String> ids = new HashSet<>();
    int lost = 0;
    for (int i = 0; i < 100_000; i++) {
      String id = seeded.idOf(i);
      ids.add(id);
      lost += seeded.indexOf(id) == i ? 0 : 1;
    }

    assertThat(ids.size()).isEqualTo(100_000);
    assertThat(lost).isZero();
    assertThat(seeded.indexOf("0b6f3c52-4a1e-4f0a-9d39-5f1f7f2f9a01")).isEqualTo(-1);
    assertThat(seeded.indexOf("no id")).isEqualTo(-1);
  }

  @Test
  void events_have_the_mix_and_the_odd_values_that_were_seen() throws Exception {
    try (Bench bench = new Bench(folder, "events", "6000")) {
      List<JsonNode> events = bench.realtime(bench.last(Duration.ofDays(1)), "");
      String all = events.toString();
      double system =
          events.stream().filter(e -> e.get("level").textValue().equals("SYSTEM")).count()
              / (double) events.size();

      assertThat(events.stream().map(e -> e.get("entityType").textValue()).distinct().count())
          .isGreaterThan(60);
      assertThat(events.stream().map(e -> e.get("serviceName").textValue()).distinct().count())
          .isGreaterThan(40);
      assertThat(system).isBetween(0.44, 0.75);
      assertThat(all)
          .contains("<queue member added>", "QueueMember/", "\"queueMember:", "--*")
          .contains("Spline", "GENESYS_INTERNAL", "12345678901234567890", "1.10")
          .contains("{\\\"mediaType\\\":\\\"PHONE\\\"", "group-membership", "山田太郎 🎧")
          .contains(".000Z", ":00Z", "+00:00", "\"user\":null", "\"propertyChanges\":[]")
          .contains("localizableMessageCode", "\"client\":{\"id\":\"\"}");
    }
  }

  @Test
  void the_truth_holds_the_hash_of_exactly_the_served_bytes() throws Exception {
    try (Bench bench =
        new Bench(folder, POLLS, "0", "vendor.redirect-above", "10", "vendor.download", "lines")) {
      List<String> lines = new String(download(bench), StandardCharsets.UTF_8).lines().toList();

      Map<String, JsonNode> truth = bench.truth();
      assertThat(lines).hasSize(300);
      for (String line : lines) {
        String id = Bench.JSON.readTree(line).get("id").textValue();
        assertThat(truth.get(id).get("sha256").textValue()).isEqualTo(sha256(line));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"entities, {", "array, [", "lines, {"})
  void a_large_result_is_downloaded_without_the_token(String format, String begin)
      throws Exception {
    try (Bench bench =
        new Bench(folder, POLLS, "0", "vendor.redirect-above", "10", "vendor.download", format)) {
      assertThat(new String(download(bench), StandardCharsets.UTF_8)).startsWith(begin);
    }
  }

  @Test
  void a_token_that_is_sent_to_the_download_is_refused() throws Exception {
    try (Bench bench = new Bench(folder, POLLS, "0", "vendor.redirect-above", "10")) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(downloadUrl(bench)).header("Authorization", "Bearer secret");

      assertThat(bench.send(request).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void a_download_may_break_off_too() throws Exception {
    try (Bench bench =
        new Bench(folder, POLLS, "0", "vendor.redirect-above", "10", "events", "3000")) {
      URI url = downloadUrl(bench);
      bench.simulator.faults().next("reset", 1);
      assertThatThrownBy(() -> bench.send(HttpRequest.newBuilder(url)))
          .isInstanceOf(IOException.class);
      bench.simulator.faults().next("503", 1);
      assertThat(bench.send(HttpRequest.newBuilder(url)).statusCode()).isEqualTo(503);
      bench.simulator.faults().next("truncate", 1);
      byte[] part = bench.send(HttpRequest.newBuilder(url)).body();

      assertThat(bench.send(HttpRequest.newBuilder(url)).body().length).isGreaterThan(part.length);
    }
  }

  @Test
  void a_tenants_name_is_part_of_an_address() {
    assertThatThrownBy(() -> new Bench(folder, "tenants", "a/b").close())
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.simulator.tenants");
  }

  @ParameterizedTest
  @CsvSource({"both, 1, 1", "start, 1, 0", "none, 0, 0"})
  void the_ends_of_an_interval_belong_to_it_or_not_as_is_set(String ends, int at, int before)
      throws Exception {
    try (Bench bench = new Bench(folder, "events", "3000", "vendor.interval-ends", ends)) {
      Instant edge = edge(bench);
      String from = edge + "/" + edge.plusSeconds(3600);
      String to = edge.minusSeconds(3600) + "/" + edge;

      assertThat(Math.min(1, at(bench.realtime(from, ""), edge))).isEqualTo(at);
      assertThat(Math.min(1, at(bench.realtime(to, ""), edge))).isEqualTo(before);
    }
  }

  @Test
  void related_events_are_those_of_one_bulk_change() throws Exception {
    try (Bench bench = new Bench(folder, "events", "3000")) {
      JsonNode one =
          bench.realtime(bench.last(Duration.ofDays(1)), "").stream()
              .filter(event -> event.path("initiatingAction").has("transactionId"))
              .findFirst()
              .orElseThrow();
      String id = one.get("id").textValue();
      JsonNode related =
          Bench.json(bench.post("audits/query/realtime/related", "{'auditId':'" + id + "'}"))
              .get("entities");

      assertThat(related).contains(one).hasSizeGreaterThan(1);
    }
  }

  @Test
  void the_user_is_named_only_on_request() throws Exception {
    try (Bench bench = new Bench(folder)) {
      String body = "{'interval':'" + bench.last(Duration.ofDays(1)) + "','pageSize':500}";

      assertThat(users(bench.post("audits/query/realtime", body))).noneMatch(u -> u.has("name"));
      assertThat(users(bench.post("audits/query/realtime?expand=user", body)))
          .anyMatch(u -> u.has("name"));
    }
  }

  @Test
  void live_events_come_as_time_passes() throws Exception {
    try (Bench bench = new Bench(folder, "events", "0", "events-per-minute", "30")) {
      bench.get("tokens/me");
      assertThat(bench.truth()).hasSizeLessThan(2);
      bench.passes(Duration.ofMinutes(10));
      bench.get("tokens/me");

      assertThat(bench.truth()).hasSizeBetween(295, 301);
    }
  }

  @Test
  void a_hundred_thousand_events_are_made_in_passing() {
    Tenant tenant = tenant(100_000, "PT240H");
    long begin = System.nanoTime();
    long bytes = 0;
    for (int i = 0; i < 100_000; i++) {
      bytes += tenant.writer().write(i, false).length;
    }
    long millis = (System.nanoTime() - begin) / 1_000_000;

    System.out.println("100,000 events, " + bytes + " bytes, made in " + millis + " ms");
    assertThat(bytes).isPositive();
  }

  private static Tenant tenant(int events, String span) {
    return new Tenant(
        "acme",
        TestSources.config(
                Map.of("simulator.events", Integer.toString(events), "simulator.span", span))
            .simulator(),
        Bench.NOON,
        Duration.ofMinutes(10));
  }

  private String truthOf(String seed) throws Exception {
    try (Bench bench = new Bench(folder, "seed", seed)) {
      return Files.readString(bench.truth);
    }
  }

  private static Instant edge(Bench bench) throws Exception {
    for (JsonNode event : bench.realtime(bench.last(Duration.ofDays(1)), "")) {
      Instant time = OffsetDateTime.parse(event.get("eventDate").textValue()).toInstant();
      if (time.toEpochMilli() % 3_600_000 == 0 && time.isAfter(bench.now.minusSeconds(36_000))) {
        return time;
      }
    }
    throw new AssertionError("no event on a full hour");
  }

  private static int at(List<JsonNode> events, Instant edge) {
    String prefix = edge.toString().substring(0, 19);
    return (int)
        events.stream()
            .map(event -> event.get("eventDate").textValue())
            .filter(date -> date.matches(prefix + "(Z|\\.0+Z|\\+00:00)"))
            .count();
  }

  private static URI downloadUrl(Bench bench) throws Exception {
    String body = "{'interval':'" + bench.last(Duration.ofDays(2)) + "'}";
    String id = Bench.json(bench.post("audits/query", body)).get("id").textValue();
    bench.get("audits/query/" + id);
    HttpResponse<byte[]> answer =
        bench.get("audits/query/" + id + "/results?allowRedirect=true&pageSize=500");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location"))
        .contains(Bench.json(answer).get("downloadUrl").textValue());
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }

  private static byte[] download(Bench bench) throws Exception {
    HttpResponse<byte[]> file = bench.send(HttpRequest.newBuilder(downloadUrl(bench)));
    assertThat(file.statusCode()).isEqualTo(200);
    return file.body();
  }

  private static List<JsonNode> users(HttpResponse<byte[]> answer) throws Exception {
    return Bench.json(answer).get("entities").findValues("user");
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
