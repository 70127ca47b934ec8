package org.auditcaravan.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The paginator of the customer's guide, line for line, reads contract A: {@code nextPage} becomes
 * {@code pageToken}, 429 waits for {@code Retry-After}, fewer than five remaining requests wait for
 * the reset. Its sleeping lets the test's clock pass.
 */
class SimulatorPaginatorTest {
  @TempDir Path folder;
  private final List<Integer> sleeps = new ArrayList<>();

  @Test
  void the_guides_paginator_reads_every_configuration_event_once() throws Exception {
    try (Bench bench = new Bench(folder, "events", "20000", "span", "P20D")) {
      List<JsonNode> records =
          paginate(bench, "2026-10-31T00:00:00Z", "2026-11-21T12:00:00Z", 1000);

      assertThat(ids(records)).doesNotHaveDuplicates();
      assertThat(new HashSet<>(ids(records))).isEqualTo(configuration(bench));
      assertThat(records).allSatisfy(record -> assertThat(record.has("before")).isTrue());
    }
  }

  @Test
  void the_guides_paginator_keeps_to_the_limit_and_is_never_refused() throws Exception {
    try (Bench bench = new Bench(folder, "events", "1500", "vendor.auditlogs-requests", "12")) {
      List<JsonNode> records = paginate(bench, "2026-11-20T00:00:00Z", "2026-11-21T12:00:00Z", 20);

      assertThat(ids(records)).doesNotHaveDuplicates();
      assertThat(new HashSet<>(ids(records))).isEqualTo(configuration(bench));
      assertThat(sleeps).isNotEmpty().allMatch(seconds -> seconds <= 10);
    }
  }

  @Test
  void the_guides_paginator_survives_429_and_a_repeated_event_shows_as_a_duplicate()
      throws Exception {
    try (Bench bench = new Bench(folder, "events", "1500")) {
      bench.simulator.faults().next("429", 2);
      bench.simulator.faults().next("repeat", 3);
      List<JsonNode> records = paginate(bench, "2026-11-20T00:00:00Z", "2026-11-21T12:00:00Z", 100);

      assertThat(sleeps).containsExactly(1, 1);
      assertThat(records).hasSize(configuration(bench).size() + 3);
      assertThat(new HashSet<>(ids(records))).isEqualTo(configuration(bench));
    }
  }

  private List<JsonNode> paginate(Bench bench, String dateFrom, String dateTo, int pageSize)
      throws Exception {
    String token = bench.token("acme-client");
    String url = bench.simulator.url("acme") + "/api/v2/auditlogs";
    Map<String, String> params = new LinkedHashMap<>();
    params.put("filter", "type=configuration");
    params.put("dateFrom", dateFrom);
    params.put("dateTo", dateTo);
    params.put("pageSize", Integer.toString(pageSize));
    List<JsonNode> allRecords = new ArrayList<>();
    while (true) {
      String query =
          params.entrySet().stream()
              .map(param -> param.getKey() + "=" + Bench.encode(param.getValue()))
              .collect(Collectors.joining("&"));
      HttpResponse<byte[]> response =
          bench.send(
              HttpRequest.newBuilder(URI.create(url + "?" + query))
                  .header("Authorization", "Bearer " + token)
                  .header("Accept", "application/json"));
      if (response.statusCode() == 429) {
        sleep(bench, header(response, "Retry-After", 10));
        continue;
      }
      assertThat(response.statusCode()).isLessThan(400);
      JsonNode data = Bench.json(response);
      data.path("entities").forEach(allRecords::add);
      String nextPage = data.path("nextPage").asText("");
      if (nextPage.isEmpty()) {
        return allRecords;
      }
      params.put("pageToken", nextPage);
      if (header(response, "X-RateLimit-Remaining", 100) < 5) {
        sleep(bench, header(response, "X-RateLimit-Reset", 10));
      }
    }
  }

  private void sleep(Bench bench, int seconds) {
    sleeps.add(seconds);
    bench.passes(Duration.ofSeconds(seconds));
  }

  private static int header(HttpResponse<byte[]> response, String name, int otherwise) {
    return response.headers().firstValue(name).map(Integer::parseInt).orElse(otherwise);
  }

  private static List<String> ids(List<JsonNode> records) {
    return records.stream().map(record -> record.get("auditId").textValue()).toList();
  }

  private static Set<String> configuration(Bench bench) throws Exception {
    return bench.truth().values().stream()
        .filter(line -> line.get("type").textValue().equals("configuration"))
        .map(line -> line.get("id").textValue())
        .collect(Collectors.toSet());
  }
}
