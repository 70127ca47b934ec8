package org.auditcaravan.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.auditcaravan.config.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorFaultsTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench(folder, "vendor.slow-by", "PT0.2S", "vendor.async-polls", "0");
    bench.get("tokens/me");
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 408, 429, 500, 502, 503, 504})
  void an_answer_fails_once_with_the_vendors_error_body(int status) throws Exception {
    bench.simulator.faults().next(Integer.toString(status), 1);
    HttpResponse<byte[]> failed = query();

    assertThat(failed.statusCode()).isEqualTo(status);
    assertThat(Bench.json(failed).get("status").intValue()).isEqualTo(status);
    assertThat(failed.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 429);
    // After a 401 the token is dead, as it would be.
    assertThat(query().statusCode()).isEqualTo(status == 401 ? 401 : 200);
  }

  @Test
  void a_reset_ends_the_connection_within_the_body() throws Exception {
    bench.simulator.faults().next("reset", 1);

    assertThatThrownBy(this::query).isInstanceOf(IOException.class);
    assertThat(query().statusCode()).isEqualTo(200);
  }

  @Test
  void a_truncated_answer_is_whole_as_http_and_no_json() throws Exception {
    bench.simulator.faults().next("truncate", 1);
    HttpResponse<byte[]> answer = query();

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> Bench.json(answer)).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void a_gateway_answers_html_or_nothing() throws Exception {
    bench.simulator.faults().next("html", 1);
    HttpResponse<byte[]> html = query();
    bench.simulator.faults().next("html-203", 1);
    HttpResponse<byte[]> altered = query();
    bench.simulator.faults().next("empty", 1);

    assertThat(html.statusCode()).isEqualTo(200);
    assertThat(html.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(altered.statusCode()).isEqualTo(203);
    assertThat(altered.body()).isEqualTo(html.body());
    assertThat(query().body()).isEmpty();
  }

  @Test
  void a_slow_answer_comes_and_a_hanging_one_does_not() throws Exception {
    bench.simulator.faults().next("slow", 1);
    assertThat(query().statusCode()).isEqualTo(200);
    bench.simulator.faults().next("hang", 1);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(bench.simulator.url("acme") + "/api/v2/tokens/me"))
            .timeout(Duration.ofMillis(300));

    assertThatThrownBy(() -> bench.send(request)).isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void a_dripping_answer_is_whole_in_the_end() throws Exception {
    byte[] whole = query().body();
    bench.simulator.faults().next("drip", 1);

    assertThat(query().body()).isEqualTo(whole);
    assertThat(bench.simulator.faults().injected()).containsEntry("drip", 1L);
  }

  @Test
  void pages_are_counted_by_what_was_asked_for() throws Exception {
    query();
    query();
    bench.simulator.faults().next("500", 1);
    query();
    bench.simulator.faults().next("truncate", 1);
    query();

    assertThat(bench.simulator.traffic().pages()).hasSize(1).containsValue(3);
  }

  @Test
  void a_repeated_event_appears_again_at_the_top_of_the_next_page() throws Exception {
    bench.simulator.faults().set("repeat", 1);
    List<JsonNode> events = bench.realtime(bench.last(Duration.ofDays(1)), "");

    assertThat(events.get(100)).isEqualTo(events.get(99));
    assertThat(new HashSet<>(events)).hasSizeLessThan(events.size());
  }

  @Test
  void a_failed_query_says_so_and_has_no_results() throws Exception {
    bench.simulator.faults().next("failed", 1);
    String body = "{'interval':'" + bench.last(Duration.ofDays(1)) + "'}";
    String id = Bench.json(bench.post("audits/query", body)).get("id").textValue();

    assertThat(Bench.json(bench.get("audits/query/" + id)).get("state").textValue())
        .isEqualTo("Failed");
    assertThat(Bench.json(bench.get("audits/query/" + id + "/results")).get("entities")).isEmpty();
  }

  @Test
  void a_query_may_be_cancelled_never_end_or_be_lost() throws Exception {
    bench.simulator.faults().next("cancelled", 1);
    assertThat(state(submit())).isEqualTo("Cancelled");
    bench.simulator.faults().next("stuck", 1);
    String stuck = submit();
    for (int i = 0; i < 5; i++) {
      assertThat(state(stuck)).isIn("Queued", "Running");
    }
    String lost = submit();
    bench.simulator.faults().next("lost", 1);
    assertThat(bench.get("audits/query/" + lost).statusCode()).isEqualTo(404);
    assertThat(state(lost)).isEqualTo("Succeeded");
  }

  @Test
  void results_may_lie_about_what_follows() throws Exception {
    String id = submit();
    state(id);
    JsonNode first = results(id, null);
    String cursor = first.get("cursor").textValue();
    JsonNode second = results(id, cursor);
    bench.simulator.faults().next("same-cursor", 1);
    assertThat(results(id, cursor).get("cursor").textValue()).isEqualTo(cursor);
    bench.simulator.faults().next("lost-cursor", 1);
    assertThat(
            bench.get("audits/query/" + id + "/results?pageSize=100&cursor=" + cursor).statusCode())
        .isEqualTo(404);
    bench.simulator.faults().next("skip", 1);
    assertThat(results(id, cursor).get("entities").get(0)).isEqualTo(second.get("entities").get(1));
    bench.simulator.faults().next("promise", 1);
    JsonNode promise = results(id, cursor);
    assertThat(promise.get("entities")).isEmpty();
    assertThat(promise.get("cursor").textValue()).isNotEqualTo(cursor);
    assertThat(results(id, promise.get("cursor").textValue())).isEqualTo(second);
    bench.simulator.faults().next("nothing", 1);
    JsonNode nothing = results(id, null);
    assertThat(nothing.get("entities")).isEmpty();
    assertThat(nothing.has("cursor")).isFalse();
  }

  @Test
  void a_total_may_lie_and_an_event_change() throws Exception {
    int total = Bench.json(query()).get("total").intValue();
    bench.simulator.faults().next("total", 1);
    assertThat(Bench.json(query()).get("total").intValue()).isGreaterThan(total);
    JsonNode before = Bench.json(query()).get("entities");
    bench.simulator.faults().set("changed", 0.5);
    JsonNode after = Bench.json(query()).get("entities");
    assertThat(after.findValues("amended")).hasSizeBetween(1, total - 1);
    assertThat(after.findValuesAsText("id")).isEqualTo(before.findValuesAsText("id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "refuse"})
  void a_cap_cuts_results_or_refuses_them(String how) throws Exception {
    try (Bench capped =
        new Bench(
            folder,
            "vendor.async-polls",
            "0",
            "vendor.async-cap",
            "150",
            "vendor.auditlogs-cap",
            "150",
            "vendor.auditlogs-total",
            "true",
            "vendor.above-cap",
            how)) {
      String day = "{'interval':'" + capped.last(Duration.ofDays(1)) + "'}";
      String id = Bench.json(capped.post("audits/query", day)).get("id").textValue();
      capped.get("audits/query/" + id);
      HttpResponse<byte[]> results = capped.get("audits/query/" + id + "/results?pageSize=500");
      HttpResponse<byte[]> logs =
          capped.get(
              "auditlogs?pageSize=1000&dateFrom=2026-11-20T12:00:00Z&dateTo=2026-11-21T12:00:00Z");
      if (how.equals("refuse")) {
        assertThat(List.of(results.statusCode(), logs.statusCode())).containsOnly(413);
      } else {
        assertThat(Bench.json(results).get("entities")).hasSize(150);
        assertThat(Bench.json(logs).get("entities")).hasSize(150);
        assertThat(Bench.json(logs).get("total").intValue()).isBetween(299, 300);
      }
    }
  }

  private String submit() throws Exception {
    String body =
        "{'interval':'"
            + bench.last(Duration.ofDays(1))
            + "','sort':[{'name':'Timestamp','sortOrder':'ascending'}]}";
    return Bench.json(bench.post("audits/query", body)).get("id").textValue();
  }

  private String state(String id) throws Exception {
    return Bench.json(bench.get("audits/query/" + id)).get("state").textValue();
  }

  private JsonNode results(String id, String cursor) throws Exception {
    return Bench.json(
        bench.get(
            "audits/query/"
                + id
                + "/results?pageSize=100"
                + (cursor == null ? "" : "&cursor=" + cursor)));
  }

  @Test
  void a_login_may_answer_200_with_an_error() throws Exception {
    bench.simulator.faults().next("token-error", 1);

    assertThat(
            Bench.json(bench.login("acme-client", "synthetic", "grant_type=client_credentials"))
                .has("error"))
        .isTrue();
  }

  @Test
  void a_login_may_be_down() throws Exception {
    bench.simulator.faults().next("token-down", 1);

    assertThat(
            bench.login("acme-client", "synthetic", "grant_type=client_credentials").statusCode())
        .isEqualTo(503);
    assertThat(query().statusCode()).isEqualTo(200);
  }

  @Test
  void late_events_appear_after_their_time_and_the_truth_follows() throws Exception {
    try (Bench live =
        new Bench(folder, "events", "0", "events-per-minute", "60", "faults.late", "0.5")) {
      live.passes(Duration.ofMinutes(2));
      String interval = live.last(Duration.ofMinutes(2));
      int early = live.realtime(interval, "").size();
      int known = live.truth().size();
      live.passes(Duration.ofMinutes(11));
      int later = live.realtime(interval, "").size();

      assertThat(early).isBetween(1, later - 1);
      assertThat(known).isBetween(early, 119);
      assertThat(live.truth().values())
          .filteredOn(line -> line.get("eventDate").textValue().compareTo("2026-11-21T12:02") < 0)
          .hasSize(120);
    }
  }

  @Test
  void the_same_seed_makes_the_same_mistakes() throws Exception {
    assertThat(statuses("7")).isEqualTo(statuses("7")).contains(200, 500);
    assertThat(statuses("7")).isNotEqualTo(statuses("8"));
  }

  @Test
  void an_unknown_fault_or_habit_stops_the_start() {
    assertThatThrownBy(() -> new Bench(folder, "faults.gremlin", "0.1").close())
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.simulator.faults.gremlin");
    assertThatThrownBy(() -> new Bench(folder, "faults.429", "2").close())
        .isInstanceOf(Fault.class);
    assertThatThrownBy(() -> new Bench(folder, "vendor.interval-ends", "maybe").close())
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.simulator.vendor.interval-ends=maybe");
  }

  private List<Integer> statuses(String seed) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    try (Bench run = new Bench(folder, "seed", seed)) {
      run.get("tokens/me");
      run.simulator.faults().set("500", 0.3);
      for (int i = 0; i < 40; i++) {
        statuses.add(run.get("tokens/me").statusCode());
      }
    }
    return statuses;
  }

  private HttpResponse<byte[]> query() throws IOException, InterruptedException {
    return bench.post(
        "audits/query/realtime",
        "{'interval':'" + bench.last(Duration.ofDays(1)) + "','pageSize':500}");
  }
}
