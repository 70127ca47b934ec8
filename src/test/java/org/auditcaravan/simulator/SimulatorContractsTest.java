package org.auditcaravan.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contracts B and C and Azure DevOps are as strict as their documents, and no less. */
class SimulatorContractsTest {
  private static final String DATES = "dateFrom=2026-11-20T12:00:00Z&dateTo=2026-11-21T12:00:00Z";
  private static final String WINDOW =
      "startTime=2026-11-20T12:00:00Z&endTime=2026-11-21T12:00:00Z&api-version=7.1-preview.1";
  private static final String SCOPE = AzureLogin.AUDIENCE + "%2F.default";

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

  @Test
  void contract_b_knows_its_parameters_only() throws Exception {
    String token = scoped("audit:read security:read byoc:read");

    assertThat(events(token, DATES + "&type=TRUNK&search=x&pageSize=5").statusCode())
        .isEqualTo(200);
    assertThat(events(token, DATES + "&filter=type=TRUNK").statusCode()).isEqualTo(400);
    assertThat(events(token, DATES + "&pageSize=1001").statusCode()).isEqualTo(400);
    assertThat(events(token, DATES + "&pageToken=x").statusCode()).isEqualTo(400);
    assertThat(events(token, DATES + "&environmentId=nowhere").statusCode()).isEqualTo(400);
    assertThat(events(token, "type=TRUNK").statusCode()).isEqualTo(400);
  }

  @Test
  void contract_b_counts_with_and_without_what_it_omits() throws Exception {
    JsonNode all = Bench.json(events(scoped("audit:read security:read byoc:read"), all()));
    JsonNode less = Bench.json(events(scoped("audit:read security:read"), all()));

    assertThat(all.get("entities")).hasSize(all.get("total").intValue());
    assertThat(less.get("total")).isEqualTo(all.get("total"));
    assertThat(less.get("entities").size()).isLessThan(all.get("entities").size());
  }

  @ParameterizedTest
  @CsvSource({
    "secret,  client,  grant_type=client_credentials&scope=SCOPE&resource=x, 400, AADSTS901002",
    "secret,  client,  grant_type=client_credentials&scope=vso.auditlog,     400, AADSTS1002012",
    "secret,  client,  grant_type=password&scope=SCOPE,                      400, AADSTS70003",
    "secret,  nobody,  grant_type=client_credentials&scope=SCOPE,            400, AADSTS700016",
    "wrong,   client,  grant_type=client_credentials&scope=SCOPE,            401, AADSTS7000215",
    "secret,  expired, grant_type=client_credentials&scope=SCOPE,            401, AADSTS7000222"
  })
  void entra_refuses_in_its_own_words(
      String secret, String client, String form, int status, String code) throws Exception {
    HttpResponse<byte[]> answer = entra(client, secret, form.replace("SCOPE", SCOPE));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(Bench.json(answer).get("error_description").textValue()).startsWith(code + ":");
  }

  @Test
  void an_entra_token_says_who_it_is_for() throws Exception {
    String[] parts = azureToken().split("\\.");
    JsonNode claims = Bench.JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));

    assertThat(claims.get("aud").textValue()).isEqualTo(AzureLogin.AUDIENCE);
    assertThat(claims.get("sub")).isEqualTo(claims.get("oid"));
    assertThat(claims.has("scp")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'',                          400",
    "&cursor=x,                   400",
    "&continuationToken=unknown,  400",
    "&batchSize=2,                200"
  })
  void azure_knows_its_parameters_only(String more, int status) throws Exception {
    String query =
        more.isEmpty() ? WINDOW.replace("&api-version=7.1-preview.1", "") : WINDOW + more;

    assertThat(log("Bearer " + azureToken(), query, "Suppress").statusCode()).isEqualTo(status);
  }

  @Test
  void without_a_good_token_azure_shows_its_sign_in_page_unless_asked_not_to() throws Exception {
    HttpResponse<byte[]> page = log("Bearer none", WINDOW, null);

    assertThat(page.statusCode()).isEqualTo(203);
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(log("Bearer none", WINDOW, "Suppress").statusCode()).isEqualTo(401);
  }

  private static String all() {
    return DATES + "&type=TRUNK&pageSize=1000";
  }

  private String scoped(String scope) throws Exception {
    String form = "grant_type=client_credentials&scope=" + Bench.encode(scope);
    return Bench.json(bench.login("acme-client", "synthetic", form))
        .get("access_token")
        .textValue();
  }

  private HttpResponse<byte[]> events(String token, String query) throws Exception {
    return bench.send(
        HttpRequest.newBuilder(uri("/api/v2/audit/events?" + query))
            .header("Authorization", "Bearer " + token));
  }

  private HttpResponse<byte[]> entra(String client, String secret, String form) throws Exception {
    String key = secret.equals("secret") ? "synthetic" : secret;
    return bench.send(
        HttpRequest.newBuilder(uri("/oauth2/v2.0/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    form + "&client_id=acme-" + client + "&client_secret=" + key)));
  }

  private String azureToken() throws Exception {
    String form = "grant_type=client_credentials&scope=" + SCOPE;
    return Bench.json(entra("client", "secret", form)).get("access_token").textValue();
  }

  private HttpResponse<byte[]> log(String authorization, String query, String redirect)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/_apis/audit/auditlog?" + query))
            .header("Authorization", authorization);
    if (redirect != null) {
      request.header("X-TFS-FedAuthRedirect", redirect);
    }
    return bench.send(request);
  }

  private URI uri(String path) {
    return URI.create(bench.simulator.url("acme") + path);
  }
}
