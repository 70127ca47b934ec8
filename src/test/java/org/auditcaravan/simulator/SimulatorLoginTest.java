package org.auditcaravan.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorLoginTest {
  private static final String GRANT = "grant_type=client_credentials";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "nobody,      synthetic, grant_type=client_credentials, 400, invalid_client",
    "acme-client, wrong,     grant_type=client_credentials, 401, invalid_client",
    "acme-client, synthetic, grant_type=password,           400, unsupported_grant_type",
    "acme-client, synthetic, grant_type=refresh_token,      400, invalid_grant",
    ",            ,          grant_type=client_credentials, 400, invalid_request"
  })
  void a_wrong_login_is_refused_as_the_vendor_does(
      String client, String secret, String form, int status, String error) throws Exception {
    try (Bench bench = new Bench(folder)) {
      HttpResponse<byte[]> answer = bench.login(client, secret, form);

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(Bench.json(answer).get("error").textValue()).isEqualTo(error);
    }
  }

  @Test
  void form_fields_serve_as_well_as_basic() throws Exception {
    try (Bench bench = new Bench(folder, "token-seconds", "300")) {
      JsonNode answer =
          Bench.json(
              bench.login(null, null, GRANT + "&client_id=acme-client&client_secret=synthetic"));

      assertThat(answer.get("expires_in").intValue()).isEqualTo(300);
      assertThat(answer.get("token_type").textValue()).isEqualTo("bearer");
      assertThat(answer.has("refresh_token")).isFalse();
    }
  }

  @Test
  void a_token_dies_at_the_end_of_its_life() throws Exception {
    try (Bench bench = new Bench(folder, "token-seconds", "300")) {
      assertThat(bench.get("tokens/me").statusCode()).isEqualTo(200);
      bench.passes(Duration.ofSeconds(300));

      HttpResponse<byte[]> late = bench.get("tokens/me");
      assertThat(late.statusCode()).isEqualTo(401);
      assertThat(Bench.json(late).get("code").textValue()).isEqualTo("bad.credentials");
    }
  }

  @Test
  void an_idle_token_dies_early_where_the_organisation_wants_it() throws Exception {
    try (Bench bench = new Bench(folder, "vendor.token-idle", "PT15M")) {
      assertThat(bench.get("tokens/me").statusCode()).isEqualTo(200);
      bench.passes(Duration.ofMinutes(16));

      assertThat(bench.get("tokens/me").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void refresh_tokens_rotate_and_serve_once() throws Exception {
    try (Bench bench = new Bench(folder)) {
      String scope = GRANT + "&scope=audit:read+offline_access";
      String first = refreshToken(bench.login("acme-client", "synthetic", scope));
      String form = "grant_type=refresh_token&refresh_token=";
      HttpResponse<byte[]> renewed = bench.login("acme-client", "synthetic", form + first);

      assertThat(refreshToken(renewed)).isNotEqualTo(first);
      assertThat(bench.login("acme-client", "synthetic", form + first).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void the_eleventh_token_ends_the_first() throws Exception {
    try (Bench bench = new Bench(folder)) {
      assertThat(bench.get("tokens/me").statusCode()).isEqualTo(200);
      for (int i = 0; i < 10; i++) {
        bench.token("acme-client");
      }

      assertThat(bench.get("tokens/me").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void a_client_has_its_requests_a_minute_and_is_told_when_to_come_back() throws Exception {
    try (Bench bench = new Bench(folder, "requests-per-minute", "3")) {
      bench.get("tokens/me");
      bench.passes(Duration.ofSeconds(20));
      bench.get("tokens/me");
      HttpResponse<byte[]> third = bench.get("tokens/me");
      HttpResponse<byte[]> fourth = bench.get("tokens/me");

      assertThat(header(third, "inin-ratelimit-count")).isEqualTo("3");
      assertThat(header(third, "inin-ratelimit-allowed")).isEqualTo("3");
      assertThat(header(third, "inin-ratelimit-reset")).isEqualTo("40");
      assertThat(fourth.statusCode()).isEqualTo(429);
      assertThat(header(fourth, "Retry-After")).isEqualTo("40");
      assertThat(Bench.json(fourth).get("code").textValue())
          .isEqualTo("too.many.requests.retry.after");
      assertThat(Bench.json(fourth).get("contextId").textValue())
          .isEqualTo(header(fourth, "ININ-Correlation-Id"));

      bench.passes(Duration.ofSeconds(40));
      assertThat(bench.get("tokens/me").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void audit_queries_may_have_a_tighter_budget() throws Exception {
    try (Bench bench = new Bench(folder, "vendor.audit-requests-per-minute", "1")) {
      String body = "{'interval':'" + bench.last(Duration.ofDays(1)) + "'}";

      assertThat(bench.post("audits/query", body).statusCode()).isBetween(200, 202);
      assertThat(bench.post("audits/query", body).statusCode()).isEqualTo(429);
      assertThat(bench.get("tokens/me").statusCode()).isEqualTo(200);
    }
  }

  private static String refreshToken(HttpResponse<byte[]> answer) throws Exception {
    return Bench.json(answer).get("refresh_token").textValue();
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse(null);
  }
}
