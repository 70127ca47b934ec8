package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.window.WindowRead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Azure DevOps audit log, as {@code apis/azure-devops-audit.md} has it. */
class AzureDevOpsAuditTest {
  private static final String LOG = "GET /_apis/audit/auditlog";
  private static final String TOKEN = "POST /oauth/token";
  private static final String SIGN_IN = "<!DOCTYPE html><html><title>Sign In</title></html>";

  @TempDir Path folder;
  private final VendorStub vendor = stub();
  private Line line;

  @AfterEach
  void stop() {
    line.close();
    vendor.close();
  }

  @Test
  void has_more_decides_and_the_token_of_the_last_page_is_not_followed() throws Exception {
    start(Map.of());
    vendor.first(
        LOG,
        Answer.json(page("t;1", true, entry("b", "10:00:00.1234567"))),
        Answer.json(page("t;2", false, entry("a", "10:59:59.99999"))));

    WindowRead read = line.read(line.open(10, 11));

    assertThat(line.ids()).containsExactly("b", "a");
    assertThat(vendor.calls(LOG)).hasSize(2);
    assertThat(read.hasNext()).isFalse();
    assertThat(line.accepted.get(0).event().timestamp())
        .isEqualTo(Instant.parse("2026-11-20T10:00:00.1234567Z"));
  }

  @Test
  void each_page_is_asked_with_the_same_window_and_nothing_unknown() throws Exception {
    start(Map.of("api-version", "7.2-preview.1", "query.skipAggregation", "false"));
    vendor.first(
        LOG,
        Answer.json(page("25;a;b", true, entry("b", "10:00:00"))),
        Answer.json(page(null, false)));

    line.read(line.open(10, 11));

    String window =
        "&endTime=2026-11-20T11%3A00%3A01Z&skipAggregation=true&startTime=2026-11-20T09%3A59%3A59Z";
    assertThat(vendor.calls(LOG))
        .extracting(VendorStub.Call::query)
        .containsExactly(
            "api-version=7.2-preview.1&batchSize=200" + window,
            "api-version=7.2-preview.1&batchSize=200&continuationToken=25%3Ba%3Bb" + window);
    assertThat(vendor.calls(LOG).get(0).headers())
        .containsEntry("X-tfs-fedauthredirect", "Suppress")
        .containsEntry("Accept", "application/json")
        .containsEntry("User-agent", "audit-caravan")
        .containsEntry("Authorization", "Bearer t0");
  }

  @Test
  void the_published_wrapper_is_read_as_well() throws Exception {
    start(Map.of());
    vendor.first(
        LOG,
        Answer.json("{\"count\":1,\"value\":" + page("t", true, entry("a", "10:00:00")) + "}"),
        Answer.json("{\"value\":" + page("u", false, entry("b", "10:00:00")) + "}"));

    line.read(line.open(10, 11));

    assertThat(line.ids()).containsExactly("a", "b");
    assertThat(vendor.calls(LOG).get(1).query()).contains("continuationToken=t");
  }

  @Test
  void a_token_that_does_not_change_ends_the_read() throws Exception {
    start(Map.of());
    vendor.answer(LOG, Answer.json(page("same", true, entry("a", "10:00:00"))));

    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .hasMessageContaining("same cursor twice");
    assertThat(vendor.calls(LOG)).hasSize(2);
  }

  @Test
  void more_without_a_token_is_no_end() throws Exception {
    start(Map.of());
    vendor.answer(LOG, Answer.json(page(null, true, entry("a", "10:00:00"))));

    assertThatThrownBy(() -> line.read(line.open(10, 11))).hasMessageContaining("gave no cursor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"203", "302", "200"})
  void a_sign_in_page_is_answered_by_one_renewal_then_it_is_authentication(String status)
      throws Exception {
    start(Map.of());
    vendor.first(TOKEN, token("t0"), token("t1"), token("t2"));
    vendor.answer(LOG, signIn(Integer.parseInt(status)));

    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("authentication");
    assertThat(vendor.calls(LOG)).hasSize(2);
    assertThat(vendor.calls(TOKEN)).hasSize(2);
  }

  @Test
  void after_the_renewal_the_read_goes_on_where_it_stood() throws Exception {
    start(Map.of());
    vendor.first(TOKEN, token("t0"), token("t1"));
    vendor.first(
        LOG,
        Answer.json(page("n", true, entry("b", "10:00:00"))),
        signIn(203),
        Answer.json(page("m", false, entry("a", "10:00:00"))));

    line.read(line.open(10, 11));

    assertThat(line.ids()).containsExactly("b", "a");
    assertThat(vendor.calls(LOG).get(2).headers()).containsEntry("Authorization", "Bearer t1");
  }

  @Test
  void a_refusal_says_where_the_permission_is_given() throws Exception {
    start(Map.of());
    vendor.answer(
        LOG,
        Answer.status(403, "{\"message\":\"Denied\",\"typeKey\":\"AccessDenied\",\"errorCode\":0}")
            .with("ActivityId", "a-1"));

    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("View audit log")
        .hasMessageContaining("(AccessDenied: Denied)")
        .hasMessageContaining("a-1")
        .hasMessageNotContaining("audits:audit:view");
    assertThat(vendor.calls(LOG)).hasSize(1);
  }

  @Test
  void a_wait_that_comes_with_data_is_kept_before_the_next_call() throws Exception {
    start(Map.of());
    vendor.first(
        LOG,
        Answer.json(page("n", true, entry("b", "10:00:00"))).with("Retry-After", "17"),
        Answer.json(page("m", false, entry("a", "10:00:00"))));

    line.read(line.open(10, 11));

    assertThat(line.ids()).containsExactly("b", "a");
    assertThat(line.waits.get(1))
        .isBetween(Duration.ofSeconds(17), Duration.ofSeconds(17).plusMillis(300));
  }

  @Test
  void a_reset_is_an_instant_of_the_epoch() throws Exception {
    start(Map.of());
    long reset = line.clock.instant().plusSeconds(41).getEpochSecond();
    vendor.first(
        LOG,
        Answer.json(page("n", true, entry("b", "10:00:00")))
            .with("X-RateLimit-Remaining", "2")
            .with("X-RateLimit-Reset", Long.toString(reset)),
        Answer.json(page("m", false)));

    line.read(line.open(10, 11));

    assertThat(line.waits.get(1)).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(42));
  }

  @Test
  void the_token_is_asked_for_with_the_scope_of_the_service_and_no_resource() throws Exception {
    start(Map.of());
    vendor.answer(LOG, Answer.json(page(null, false)));

    line.read(line.open(10, 11));

    VendorStub.Call call = vendor.calls(TOKEN).get(0);
    assertThat(form(call))
        .isEqualTo(
            Map.of(
                "grant_type", "client_credentials",
                "client_id", "acme-client",
                "client_secret", "s3cret",
                "scope", "499b84ac-1321-427f-aa17-267ca6975798/.default"));
    assertThat(call.headers()).doesNotContainKey("Authorization");
  }

  @Test
  void a_personal_access_token_needs_no_token_call() throws Exception {
    start(Map.of("client-authentication", "pat"));
    vendor.answer(LOG, Answer.json(page(null, false)));

    line.read(line.open(10, 11));

    assertThat(vendor.calls(TOKEN)).isEmpty();
    assertThat(vendor.calls(LOG).get(0).headers())
        .containsEntry("Authorization", "Basic OnMzY3JldA==");
  }

  @Test
  void a_personal_access_token_that_is_refused_is_not_tried_again() throws Exception {
    start(Map.of("client-authentication", "pat"));
    vendor.answer(LOG, signIn(203));

    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("personal access token")
        .hasMessageNotContaining("s3cret");
    assertThat(vendor.calls(LOG)).hasSize(1);
  }

  private void start(Map<String, String> keys) throws Exception {
    line = new Line(vendor, "azure-devops-audit", folder, new HashMap<>(keys));
  }

  private static Answer signIn(int status) {
    return Answer.status(status, SIGN_IN)
        .with("Content-Type", "text/html; charset=utf-8")
        .with("Location", "/_signin");
  }

  private static Answer token(String token) {
    return Answer.json("{\"access_token\":\"" + token + "\",\"expires_in\":3599}");
  }

  private static Map<String, String> form(VendorStub.Call call) {
    Map<String, String> form = new HashMap<>();
    for (String field : call.body().split("&")) {
      String[] pair = field.split("=", 2);
      form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  private static String entry(String id, String time) {
    return "{\"id\":\"" + id + "\",\"timestamp\":\"2026-11-20T" + time + "+00:00\"}";
  }

  private static String page(String token, boolean more, String... entries) {
    return "{\"decoratedAuditLogEntries\":["
        + String.join(",", List.of(entries))
        + "],\"continuationToken\":"
        + (token == null ? null : '"' + token + '"')
        + ",\"hasMore\":"
        + more
        + "}";
  }

  private static VendorStub stub() {
    try {
      return new VendorStub();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
