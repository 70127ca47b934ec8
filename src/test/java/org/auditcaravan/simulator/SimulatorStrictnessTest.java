package org.auditcaravan.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorStrictnessTest {
  private static final String DAY = "2026-11-20T12:00:00Z/2026-11-21T12:00:00Z";
  private static final String DATES = "dateFrom=2026-11-20T12:00:00Z&dateTo=2026-11-21T12:00:00Z";

  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void start() {
    bench = new Bench(folder);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                          | constraint.validation",
        "{'interval':'yesterday'}                                    | invalid.value",
        "{'interval':'2026-11-21T12:00:00Z/2026-11-20T12:00:00Z'}    | invalid.date",
        "{'interval':'2026-10-01T00:00:00Z/2026-10-31T00:00:01Z'}    | invalid.value",
        "{'interval':'DAY','cursor':'x'}                             | invalid.property",
        "{'interval':'DAY','expand':['user']}                        | invalid.property",
        "{'interval':'DAY','pageSize':501}                           | invalid.value",
        "{'interval':'DAY','pageSize':'25'}                          | invalid.value",
        "{'interval':'DAY','pageNumber':0}                           | invalid.value",
        "{'interval':'DAY','serviceName':7}                          | invalid.value",
        "{'interval':'DAY','sort':[{'name':'Timestamp'}]}            | invalid.value",
        "{'interval':'DAY','sort':[{'name':'Timestamp','sortOrder':'asc'}]} | invalid.value",
        "{'interval':'DAY','filters':[{'property':'Action','value':'Update'}]} | bad.request",
        "{'interval':'DAY','filters':[{'property':'EntityId','value':'x'}]} | bad.request",
        "{'interval':'DAY','filters':[{'property':'Level','value':'USER'}]} | invalid.property",
        "{'interval':'DAY','filters':[{'property':'UserId'}]}        | constraint.validation",
        "[]                                                          | bad.request",
        "{'interval':                                                | bad.request"
      })
  void a_realtime_query_that_is_wrong_is_refused(String body, String code) throws Exception {
    HttpResponse<byte[]> answer = bench.post("audits/query/realtime", body.replace("DAY", DAY));

    assertRefused(answer, 400, code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audits/query/realtime?pageSize=500",
        "audits/query/realtime?cursor=x",
        "audits/query/realtime?expand=entity",
        "audits/query?expand=user"
      })
  void a_parameter_at_the_wrong_place_is_refused(String path) throws Exception {
    assertRefused(bench.post(path, "{'interval':'" + DAY + "'}"), 400, "invalid.query.param.value");
  }

  @Test
  void the_asynchronous_query_knows_no_paging_members() throws Exception {
    assertRefused(
        bench.post("audits/query", "{'interval':'" + DAY + "','pageSize':25}"),
        400,
        "invalid.property");
  }

  @Test
  void results_pages_hold_500_at_most_and_take_only_their_own_cursor() throws Exception {
    String id =
        Bench.json(bench.post("audits/query", "{'interval':'" + DAY + "'}")).get("id").textValue();
    String results = "audits/query/" + id + "/results";

    assertRefused(bench.get(results + "?pageSize=501"), 400, "invalid.query.param.value");
    assertRefused(bench.get(results + "?pageNumber=1"), 400, "invalid.query.param.value");
    assertRefused(bench.get(results + "?cursor=bm9uZQ"), 400, "invalid.query.param.value");
    assertRefused(bench.get("audits/query/" + id.replace('4', '5')), 404, "not.found");
  }

  @Test
  void contract_a_needs_both_dates_and_knows_its_parameters() throws Exception {
    assertThat(bench.get("auditlogs?filter=type=configuration").statusCode()).isEqualTo(408);
    assertRefused(
        bench.get("auditlogs?" + DATES + "&pageSize=1001"), 400, "invalid.query.param.value");
    assertRefused(
        bench.get("auditlogs?" + DATES + "&nextPage=x"), 400, "invalid.query.param.value");
    assertRefused(
        bench.get("auditlogs?" + DATES + "&pageToken=x"), 400, "invalid.query.param.value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"type=admin", "type=config", "entityType=Queue", "action=Update"})
  void contract_a_matches_values_exactly_and_says_nothing(String filter) throws Exception {
    HttpResponse<byte[]> answer =
        bench.get("auditlogs?" + DATES + "&filter=" + Bench.encode(filter));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Bench.json(answer).get("entities")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "acme-nopermission, 403, missing.permissions",
    "acme-noscope,      403, app.not.authorized.for.scope",
    "acme-nopolicy,     403, authz.policy.denied",
    "acme-foreignip,    401, ip.not.authorized"
  })
  void clients_that_may_not_are_told_why(String client, int status, String code) throws Exception {
    String body = "{\"interval\":\"" + DAY + "\"}";

    assertRefused(bench.send(client, "POST", "audits/query/realtime", body), status, code);
    assertThat(bench.send(client, "GET", "tokens/me", null).statusCode()).isEqualTo(200);
  }

  @Test
  void values_are_case_sensitive_and_filters_hold_together() throws Exception {
    List<JsonNode> queues =
        bench.realtime(DAY, Bench.filters("EntityType", "Queue", "Action", "Update"));

    assertThat(queues)
        .isNotEmpty()
        .allSatisfy(
            event -> {
              assertThat(event.get("entityType").textValue()).isEqualTo("Queue");
              assertThat(event.get("action").textValue()).isEqualTo("Update");
            });
    assertThat(bench.realtime(DAY, Bench.filters("EntityType", "queue"))).isEmpty();
    assertThat(bench.realtime(DAY, ",\"serviceName\":\"telephony\"")).isEmpty();
  }

  @Test
  void a_request_must_be_json_and_to_a_known_place() throws Exception {
    HttpRequest.Builder form =
        HttpRequest.newBuilder(URI.create(bench.simulator.url("acme") + "/api/v2/audits/query"))
            .header("Authorization", "Bearer " + bench.token("acme-client"))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("{}"));

    assertRefused(bench.send(form), 415, "unsupported.media.type");
    assertRefused(bench.get("audit/nothing"), 404, "not.found");
    assertRefused(bench.post("tokens/me", "{}"), 404, "not.found");
  }

  @Test
  void realtime_silently_reaches_back_fourteen_days_only() throws Exception {
    try (Bench old = new Bench(folder, "span", "P20D", "events", "200")) {
      String old18 = old.now.minus(Duration.ofDays(18)) + "/" + old.now.minus(Duration.ofDays(16));

      assertThat(old.realtime(old18, "")).isEmpty();
      assertThat(old.realtime(old.last(Duration.ofDays(14)), "")).isNotEmpty();
    }
  }

  private static void assertRefused(HttpResponse<byte[]> answer, int status, String code)
      throws Exception {
    JsonNode error = Bench.json(answer);
    assertThat(error.path("code").textValue()).as("%s", error).isEqualTo(code);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(error.get("status").intValue()).isEqualTo(status);
    assertThat(answer.headers().firstValue("ININ-Correlation-Id"))
        .contains(error.get("contextId").textValue());
  }
}
