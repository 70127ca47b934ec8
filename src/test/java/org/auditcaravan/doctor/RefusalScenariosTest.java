package org.auditcaravan.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.auditcaravan.pagination.Evidence;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.source.Region;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every refusal that people were stuck on, as the vendor says it, and the one cause that the doctor
 * names. What the simulator plays is asked for by the shipped routes; what Azure says is taken from
 * recorded answers.
 */
class RefusalScenariosTest {
  private static final String TENANT = "0f0f0f0f-1111-4222-8333-444455556666";
  private static final String OTHER_TENANT = "aaaaaaaa-1111-4222-8333-444455556666";
  private static final Map<String, String> PRINCIPAL =
      Map.of(
          "aud", Rules.AZURE_DEVOPS, "tid", TENANT, "oid", "d3d3d3d3-aaaa-4bbb-8ccc-0123456789ab");

  @TempDir Path folder;
  private final Map<String, Cause> found = new LinkedHashMap<>();
  private final List<Finding> all = new ArrayList<>();

  /** A scenario, told in words; the doctor must name exactly this cause. */
  private void scenario(String words, Cause expected, List<Finding> findings) {
    List<Cause> causes =
        findings.stream()
            .map(Finding::cause)
            .filter(cause -> cause.weight() != Cause.Weight.NOTES)
            .toList();
    assertThat(causes).as("%s: %s", words, findings).containsExactly(expected);
    found.put(words, expected);
    all.addAll(findings);
  }

  private void played(Clinic clinic, String words, Cause expected, Source source) throws Exception {
    scenario(words, expected, clinic.examine(source).findings());
  }

  @Test
  void eachScenarioHasItsOneCauseAndNoTwoHaveTheSame() throws Exception {
    try (Clinic clinic = new Clinic(folder, "vendor.unknown-scope", "refuse")) {
      genesysLogin(clinic);
      genesysRights(clinic);
      names(clinic);
      clinic.clockAhead = Duration.ofMinutes(7);
      played(
          clinic,
          "the clock is seven minutes ahead",
          Cause.CLOCK_SKEWED,
          clinic.source("acme-client"));
    }
    try (Clinic clinic = new Clinic(folder, "requests-per-minute", "1")) {
      played(clinic, "others use the quota up", Cause.QUOTA_USED_UP, clinic.source("acme-client"));
    }
    network();
    tls();
    entra();
    azure();
    sinks();

    Map<Cause, List<String>> byCause =
        found.keySet().stream()
            .collect(Collectors.groupingBy(found::get, TreeMap::new, Collectors.toList()));
    assertThat(byCause)
        .as("no two scenarios share a cause")
        .allSatisfy((cause, words) -> assertThat(words).as(cause.id()).hasSize(1));
    assertThat(found).hasSizeGreaterThanOrEqualTo(40);
    assertThat(found.values().stream().map(Cause::sentence)).doesNotHaveDuplicates();
    neverShowsASecret();
    table();
  }

  private void genesysLogin(Clinic clinic) throws Exception {
    Source foreign =
        clinic.source("acme-client", "token-url", clinic.simulator.url("beta") + "/oauth/token");
    played(clinic, "client deleted, or another region", Cause.CLIENT_UNKNOWN, foreign);
    scenario(
        "the same, and the operator lets the regions be tried",
        Cause.REGION_WRONG,
        clinic.examine(foreign, clinic.searching(Region.AP_SOUTHEAST_2), Duration.ZERO).findings());
    played(
        clinic,
        "secret mistyped",
        Cause.SECRET_WRONG,
        clinic.source("acme-client", "client-secret", "wr0ng"));
    played(
        clinic,
        "secret copied with a blank",
        Cause.SECRET_WITH_BLANKS,
        clinic.source(
            "acme-client", "client-secret-file", blank().toString(), "client-secret", ""));
    played(
        clinic,
        "client of the grant type code",
        Cause.GRANT_NOT_ALLOWED,
        clinic.source("acme-codegrant"));
    played(
        clinic,
        "scope that does not exist",
        Cause.SCOPE_UNKNOWN,
        clinic.source("acme-client", "scope", "audits:everything"));
    played(clinic, "every token is refused", Cause.TOKEN_REFUSED, clinic.source("acme-disabled"));
    played(
        clinic,
        "api host of one region, token host of another",
        Cause.HOSTS_MISMATCHED,
        clinic.source(
            "acme-client",
            "api-url",
            "https://api.mypurecloud.de",
            "token-url",
            "https://login.mypurecloud.com/oauth/token"));
    scenario(
        "the vendor is down",
        Cause.VENDOR_FAILS,
        Diagnosis.of(clinic.source("acme-client"), evidence(false, 503, "<html>busy</html>")));
    scenario(
        "a filter that the API does not have",
        Cause.REQUEST_REFUSED,
        Diagnosis.of(
            clinic.source("acme-client"), evidence(false, 400, "{\"code\":\"invalid.property\"}")));
    scenario(
        "refresh token of a person, no longer good",
        Cause.REFRESH_TOKEN_DEAD,
        Diagnosis.of(
            clinic.source("acme-client"),
            evidence(true, 400, "{\"error\":\"invalid_grant\",\"description\":\"used before\"}")));
  }

  private Path blank() throws Exception {
    return Files.writeString(folder.resolve("secret"), " " + Clinic.SECRET + " \n");
  }

  private void genesysRights(Clinic clinic) throws Exception {
    played(
        clinic,
        "role without the permission",
        Cause.PERMISSION_MISSING,
        clinic.source("acme-nopermission"));
    played(
        clinic,
        "permission granted a moment ago",
        Cause.PERMISSION_JUST_GRANTED,
        clinic.source("acme-justgranted"));
    played(
        clinic,
        "none of several permissions",
        Cause.ANY_PERMISSION_MISSING,
        clinic.source("acme-anypermission"));
    played(
        clinic,
        "permission in another division",
        Cause.DIVISION_MISSING,
        clinic.source("acme-nodivision"));
    played(clinic, "scope missing", Cause.SCOPE_NOT_GRANTED, clinic.source("acme-noscope"));
    played(clinic, "authorization policy", Cause.POLICY_DENIED, clinic.source("acme-nopolicy"));
    played(
        clinic,
        "address not on the list",
        Cause.ADDRESS_NOT_ALLOWED,
        clinic.source("acme-foreignip"));
    played(clinic, "another region's data", Cause.DATA_RESIDENCY, clinic.source("acme-residency"));
    played(
        clinic,
        "another environment",
        Cause.ENVIRONMENT_RESTRICTED,
        clinic.source("acme-environment", "query.environmentId", "byoc-7"));
    played(
        clinic,
        "forbidden without a reason",
        Cause.NOT_AUTHORIZED,
        clinic.source("acme-unexplained"));
  }

  private void names(Clinic clinic) throws Exception {
    played(
        clinic,
        "service misspelt",
        Cause.SERVICE_UNKNOWN,
        clinic.source("acme-client", "services", "Telefony"));
    played(
        clinic,
        "service without realtime",
        Cause.SERVICE_NOT_REALTIME,
        clinic.source("acme-client", "mode", "realtime", "services", "Telephony,Billing"));
    played(
        clinic,
        "entity type in lower case",
        Cause.FILTER_UNKNOWN,
        clinic.source("acme-client", "services", "Telephony", "filters.EntityType", "trunk"));
    played(
        clinic,
        "filter that matches nothing",
        Cause.FILTER_FINDS_NOTHING,
        clinic.sourceOf("genesys-auditlogs", "acme-client", "filters.type", "admin"));
    played(
        clinic,
        "start before the retention",
        Cause.START_BEYOND_RETENTION,
        clinic.source("acme-client", "start", "2024-01-01T00:00:00Z"));
    played(
        clinic,
        "start before the realtime reach",
        Cause.START_BEYOND_REALTIME,
        clinic.source(
            "acme-client",
            "mode",
            "realtime",
            "services",
            "Telephony",
            "start",
            "2026-10-01T00:00:00-05:00"));
  }

  private void network() {
    Source nowhere =
        TestSources.acme(
            "genesys-audits",
            Map.of("api-url", "http://127.0.0.1:1", "token-url", "http://127.0.0.1:1/oauth/token"));
    NetworkCheck direct = check(Optional.empty());
    scenario("nobody listens", Cause.NOT_CONNECTED, direct.run(nowhere).findings());
    scenario(
        "a proxy that the routes do not use",
        Cause.PROXY_NOT_USED,
        check(Optional.of("http://proxy:3128")).run(nowhere).findings());
    Source misspelt =
        TestSources.acme(
            "genesys-audits",
            Map.of(
                "api-url",
                "https://api.nosuch.invalid",
                "token-url",
                "https://login.nosuch.invalid/oauth/token"));
    scenario("host misspelt", Cause.NAME_NOT_RESOLVED, direct.run(misspelt).findings());
    scenario(
        "the proxy wants credentials",
        Cause.PROXY_REFUSES,
        Diagnosis.of(nowhere, evidence(true, 407, "")));
  }

  private static NetworkCheck check(Optional<String> proxy) {
    return new NetworkCheck(Optional.empty(), proxy, new Tls(null));
  }

  private void tls() {
    try (TlsServer server = TlsServer.start(folder)) {
      tls(server, "a proxy that inspects TLS", Cause.TLS_NOT_TRUSTED, "localhost", "stranger");
      tls(server, "certificate that has expired", Cause.TLS_OUT_OF_DATE, "localhost", "expired");
      tls(server, "host under a wrong name", Cause.TLS_OF_ANOTHER_HOST, "127.0.0.1", "good");
      tls(server, "a port without TLS", Cause.TLS_NOT_SPOKEN, "localhost", "plain");
      String good = server.url("localhost", "good");
      assertThat(check(server).run(source(good)).findings()).isEmpty();
    }
  }

  private void tls(TlsServer server, String words, Cause cause, String host, String certificate) {
    List<Finding> findings = check(server).run(source(server.url(host, certificate))).findings();
    scenario(words, cause, findings);
    if (cause == Cause.TLS_NOT_TRUSTED) {
      assertThat(findings.get(0).evidence().get("said")).contains("issued by CN=stranger");
    }
  }

  private static NetworkCheck check(TlsServer server) {
    return new NetworkCheck(Optional.empty(), Optional.empty(), new Tls(server.trusted()));
  }

  private static Source source(String url) {
    return TestSources.acme("genesys-audits", Map.of("api-url", url, "token-url", url));
  }

  private void entra() {
    Source source = azureSource();
    entra(
        source,
        "secret's id instead of its value",
        Cause.ENTRA_SECRET_WRONG,
        401,
        "invalid_client",
        7000215);
    entra(source, "secret expired", Cause.ENTRA_SECRET_EXPIRED, 401, "invalid_client", 7000222);
    entra(
        source,
        "application of another tenant",
        Cause.ENTRA_APPLICATION_UNKNOWN,
        400,
        "unauthorized_client",
        700016);
    entra(source, "tenant mistyped", Cause.ENTRA_TENANT_UNKNOWN, 400, "invalid_request", 90002);
    entra(
        source,
        "resource beside scope",
        Cause.ENTRA_RESOURCE_MIXED,
        400,
        "invalid_request",
        901002);
    entra(
        source, "single scope for an app", Cause.ENTRA_SCOPE_WRONG, 400, "invalid_scope", 1002012);
    entra(source, "conditional access", Cause.ENTRA_POLICY_BLOCKS, 400, "invalid_grant", 53003);
  }

  private void entra(
      Source source, String words, Cause cause, int status, String error, int number) {
    String body =
        "{\"error\":\"%s\",\"error_description\":\"AADSTS%d: no.\\r\\nTrace ID: t-1\",\"error_codes\":[%d],\"trace_id\":\"t-1\",\"correlation_id\":\"c-1\"}"
            .formatted(error, number, number);
    scenario(words, cause, Diagnosis.of(source, evidence(true, status, body)));
  }

  private void azure() {
    String tf400813 =
        "{\"$id\":\"1\",\"innerException\":null,\"message\":\"TF400813: (text names the identity)\",\"typeKey\":\"UnauthorizedRequestException\",\"errorCode\":0,\"eventId\":3000}";
    azure(
        "principal not in the organisation",
        Cause.AZURE_PRINCIPAL_UNKNOWN,
        401,
        tf400813,
        PRINCIPAL);
    azure(
        "no right to view the audit log",
        Cause.AZURE_PERMISSION_MISSING,
        403,
        "{\"$id\":\"1\",\"message\":\"Access denied\",\"typeKey\":\"AccessDeniedException\"}",
        PRINCIPAL);
    azure(
        "token for another resource",
        Cause.AZURE_AUDIENCE_WRONG,
        401,
        "",
        with("aud", "https://graph.microsoft.com"));
    azure(
        "token of another tenant",
        Cause.AZURE_TENANT_MISMATCH,
        401,
        tf400813,
        with("tid", OTHER_TENANT));
    azure(
        "sign-in page instead of data",
        Cause.AZURE_SIGN_IN_PAGE,
        203,
        "<html>Sign In</html>",
        PRINCIPAL);
    azure(
        "auditing off",
        Cause.AZURE_AUDITING_OFF,
        404,
        "{\"message\":\"Page not found\"}",
        PRINCIPAL);
    azure(
        "blocked by address",
        Cause.AZURE_ADDRESS_BLOCKED,
        403,
        "{\"message\":\"VS403463: The conditional access policy defined by your administrator has failed.\"}",
        PRINCIPAL);
  }

  private static Map<String, String> with(String claim, String value) {
    Map<String, String> claims = new HashMap<>(PRINCIPAL);
    claims.put(claim, value);
    return claims;
  }

  private void azure(
      String words, Cause cause, int status, String body, Map<String, String> claims) {
    Evidence evidence =
        new Evidence(
            false,
            status,
            Map.of("activityid", "a-1"),
            body.getBytes(StandardCharsets.UTF_8),
            claims);
    scenario(words, cause, Diagnosis.of(azureSource(), evidence));
  }

  private void sinks() throws Exception {
    try (VendorStub stub = new VendorStub()) {
      Sinks sinks = new Sinks(stub);
      scenario("no search engine", Cause.INDEX_NOT_REACHED, Sinks.index("http://127.0.0.1:1"));
      stub.answer("GET /_index_template/audit-records", Answer.status(401, "{}"));
      scenario("wrong password of the engine", Cause.INDEX_CREDENTIALS_WRONG, sinks.index());
      stub.answer("GET /_index_template/audit-records", Answer.status(404, "{}"));
      stub.answer(
          "POST /_index_template/_simulate",
          Answer.status(403, "{\"error\":{\"type\":\"security_exception\"}}"));
      scenario("role without index templates", Cause.INDEX_PERMISSION_MISSING, sinks.index());
      stub.answer(
          "POST /_index_template/_simulate",
          Answer.status(400, "{\"error\":{\"reason\":\"same priority\"}}"));
      scenario("template in the way", Cause.INDEX_TEMPLATE_REFUSED, sinks.index());
      stub.answer("HEAD /archive", Answer.status(404, ""));
      scenario("bucket misspelt", Cause.BUCKET_MISSING, sinks.archive());
      stub.answer("HEAD /archive", Answer.status(403, ""));
      scenario("key without rights on the bucket", Cause.BUCKET_REFUSES, sinks.archive());
      stub.answer("HEAD /archive", Answer.status(200, ""));
      stub.answer("PUT /archive/audit/probe/conditional-write", Answer.status(200, ""));
      scenario("bucket that ignores conditions", Cause.BUCKET_WITHOUT_CONDITIONS, sinks.archive());
      scenario("no S3 server", Cause.BUCKET_NOT_REACHED, Sinks.archive("http://127.0.0.1:1"));
    }
  }

  private static Source azureSource() {
    return TestSources.acme(
        "azure-devops-audit",
        Map.of("client-secret", Clinic.SECRET, "organization", "contoso", "tenant", TENANT));
  }

  private static Evidence evidence(boolean login, int status, String body) {
    return new Evidence(login, status, Map.of(), body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  private void neverShowsASecret() {
    for (Finding finding : all) {
      assertThat(finding.line() + finding.evidence() + finding.repair())
          .doesNotContain(Clinic.SECRET)
          .doesNotContain("wr0ng")
          .doesNotContain("Bearer ");
      assertThat(finding.line()).as("no name was left open").doesNotContain("{");
    }
  }

  /** What the scenarios came to, for whoever wants to read it. */
  private void table() throws Exception {
    StringBuilder table =
        new StringBuilder("| scenario | cause | in one line |\n| --- | --- | --- |\n");
    found.forEach(
        (words, cause) ->
            table.append("| %s | `%s` | %s |%n".formatted(words, cause.id(), cause.sentence())));
    Files.writeString(Path.of("target", "refusals.md"), table);
  }
}
