package org.auditcaravan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.auditcaravan.pagination.Forbidden;
import org.auditcaravan.pagination.Line;
import org.auditcaravan.pagination.Throttled;
import org.auditcaravan.pagination.TransientFailure;
import org.auditcaravan.pagination.VendorException;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRouteTest {
  private static final String TOKEN = "POST /oauth/token";
  private static final String LOGS = "GET /api/v2/auditlogs";
  private static final Answer EMPTY = Answer.json("{\"entities\":[]}");

  @TempDir Path folder;
  private final VendorStub vendor = stub();
  private Line line;

  @AfterEach
  void stop() {
    line.close();
    vendor.close();
  }

  @Test
  void asksWithClientCredentialsByBasicAuthentication() throws Exception {
    start(Map.of());
    read();
    VendorStub.Call call = vendor.calls(TOKEN).get(0);
    assertThat(form(call)).isEqualTo(Map.of("grant_type", "client_credentials"));
    assertThat(call.headers())
        .containsEntry("Content-type", "application/x-www-form-urlencoded")
        .containsEntry("Authorization", "Basic " + base64("acme-client:s3cret"));
  }

  @Test
  void asksWithFormFieldsAndAScopeWhereTheyAreConfigured() throws Exception {
    start(Map.of("client-authentication", "form", "scope", "audit:read offline_access"));
    read();
    VendorStub.Call call = vendor.calls(TOKEN).get(0);
    assertThat(form(call))
        .isEqualTo(
            Map.of(
                "grant_type", "client_credentials",
                "client_id", "acme-client",
                "client_secret", "s3cret",
                "scope", "audit%3Aread+offline_access"));
    assertThat(call.headers()).doesNotContainKey("Authorization");
  }

  @Test
  void takesTheSecretFromAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "from a file\n");
    start(Map.of("client-secret-file", file.toString(), "client-secret", ""));
    read();
    assertThat(vendor.calls(TOKEN).get(0).headers())
        .containsEntry("Authorization", "Basic " + base64("acme-client:from a file"));
  }

  @Test
  void aSecretThatIsBeingReplacedCostsNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "old");
    start(Map.of("client-secret-file", file.toString(), "client-secret", ""));
    Set<String> known = new HashSet<>(Set.of("old"));
    vendor.answer(
        TOKEN,
        call ->
            known.stream()
                    .map(secret -> "Basic " + base64("acme-client:" + secret))
                    .anyMatch(call.headers().get("Authorization")::equals)
                ? token("t1")
                : Answer.status(401, "{\"error\":\"invalid_client\"}"));
    assertThat(renewed()).isEqualTo(1);
    for (String halfWritten : List.of("", "ne", "new\nand a second line")) {
      Files.writeString(file, halfWritten);
      assertThat(renewed()).isLessThanOrEqualTo(2);
    }
    // The vendor learns of the new one later, and forgets the old one later still.
    Files.writeString(file, "newest");
    assertThat(renewed()).isEqualTo(2);
    assertThat(renewed()).isEqualTo(1);
    known.add("newest");
    known.remove("old");
    assertThat(renewed()).isEqualTo(2);
    assertThat(renewed()).isEqualTo(1);
    known.clear();
    assertThatThrownBy(this::renewed)
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("client-secret");
  }

  /** How many requests the next token takes. */
  private int renewed() throws Exception {
    line.clock.advance(Duration.ofDays(1));
    int before = vendor.calls(TOKEN).size();
    line.token();
    return vendor.calls(TOKEN).size() - before;
  }

  @Test
  void asksOnceForFiftyWorkersAtTheBeginningAndAtEachExpiry() throws Exception {
    start(Map.of());
    for (int requests = 1; requests <= 3; requests++) {
      fiftyWorkersAskForTheToken();
      assertThat(vendor.calls(TOKEN)).hasSize(requests);
      line.clock.advance(Duration.ofDays(1));
    }
  }

  private void fiftyWorkersAskForTheToken() throws Exception {
    CountDownLatch all = new CountDownLatch(50);
    ExecutorService workers = Executors.newFixedThreadPool(50);
    List<Future<Object>> done = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Callable<Object> work =
          () -> {
            all.countDown();
            all.await();
            return line.token();
          };
      done.add(workers.submit(work));
    }
    for (Future<Object> each : done) {
      assertThat(each.get()).isEqualTo("t0");
    }
    workers.shutdown();
  }

  @ParameterizedTest
  @CsvSource({
    "86400, 86339, 86341",
    "300, 239, 241",
    "100, 79, 81",
    "'', 239, 241",
    "-1, 239, 241"
  })
  void renewsBeforeTheEnd(String life, int before, int after) throws Exception {
    start(Map.of());
    String expires = life.isEmpty() ? "" : ",\"expires_in\":" + life;
    vendor.answer(TOKEN, Answer.json("{\"access_token\":\"t\"" + expires + "}"));
    line.token();
    line.clock.advance(Duration.ofSeconds(before));
    line.token();
    assertThat(vendor.calls(TOKEN)).hasSize(1);
    line.clock.advance(Duration.ofSeconds(after - before));
    line.token();
    assertThat(vendor.calls(TOKEN)).hasSize(2);
  }

  @Test
  void renewsATokenOnceThatTheApiRefuses() throws Exception {
    start(Map.of());
    vendor.first(TOKEN, token("old"), token("new"));
    vendor.answer(
        LOGS,
        call ->
            call.headers().get("Authorization").equals("Bearer new")
                ? EMPTY
                : Answer.status(401, "{\"code\":\"bad.credentials\"}"));
    read();
    assertThat(vendor.calls(TOKEN)).hasSize(2);
    assertThat(line.redeliveryDelays).containsExactly(0L);
  }

  @Test
  void doesNotGoRoundInCirclesWhenEveryTokenIsRefused() throws Exception {
    start(Map.of());
    vendor.answer(LOGS, Answer.status(401, "{\"code\":\"bad.credentials\"}"));
    assertThatThrownBy(this::read)
        .isInstanceOf(Forbidden.class)
        .hasMessageContaining("refused a token that had just been renewed");
    assertThat(vendor.calls(TOKEN)).hasSize(2);
    assertThat(vendor.calls(LOGS)).hasSize(2);
  }

  @Test
  void usesAndRotatesRefreshTokens() throws Exception {
    start(Map.of());
    vendor.first(TOKEN, refreshable("t1", "r1"), refreshable("t2", "r2"), refreshable("t3", "r3"));
    for (int i = 0; i < 3; i++) {
      line.token();
      line.clock.advance(Duration.ofHours(1));
    }
    assertThat(
            vendor.calls(TOKEN).stream().map(TokenRouteTest::form).map(f -> f.get("refresh_token")))
        .containsExactly(null, "r1", "r2");
  }

  @Test
  void rotationGoesOnAtAnotherReplica() throws Exception {
    vendor.first(TOKEN, refreshable("t1", "r1"), refreshable("t2", "r2"), refreshable("t3", "r3"));
    RefreshTokens shared = new MemoryRefreshTokens();
    Map<String, String> keys = Map.of("refresh-token", "r0");
    line = new Line(vendor, "genesys-auditlogs", folder, keys, shared);
    line.token();
    try (Line other = new Line(vendor, "genesys-auditlogs", folder, keys, shared)) {
      other.token();
    }
    line.clock.advance(Duration.ofHours(1));
    line.token();
    assertThat(
            vendor.calls(TOKEN).stream().map(TokenRouteTest::form).map(f -> f.get("refresh_token")))
        .containsExactly("r0", "r1", "r2");
  }

  @Test
  void fallsBackToClientCredentialsWhenTheRefreshTokenIsRefused() throws Exception {
    start(Map.of("refresh-token", "first"));
    vendor.first(TOKEN, Answer.status(400, "{\"error\":\"invalid_grant\"}"), token("t1"));
    assertThat(line.token()).isEqualTo("t1");
    assertThat(vendor.calls(TOKEN).stream().map(TokenRouteTest::form).map(f -> f.get("grant_type")))
        .containsExactly("refresh_token", "client_credentials");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"error\":\"invalid_client\",\"description\":\"client not found: invalid_client\"} | client-id and audit.sources.acme.region",
        "401 | {\"error\":\"invalid_client\",\"error_description\":\"authentication failed: invalid_client\"} | audit.sources.acme.client-secret",
        "200 | {\"error\":\"invalid_client\"} | audit.sources.acme.client-secret",
        "400 | {\"error\":\"invalid_scope\"} | audit.sources.acme.scope",
        "400 | {\"error\":\"unauthorized_client\"} | unauthorized_client",
      })
  void saysWhichKeyIsWrong(int status, String body, String hint) throws Exception {
    start(Map.of());
    vendor.answer(TOKEN, Answer.status(status, body));
    assertThatThrownBy(this::read).isInstanceOf(VendorException.class).hasMessageContaining(hint);
    assertThat(vendor.calls(TOKEN)).hasSize(1);
  }

  @Test
  void neverRepeatsASecretOrToken() throws Exception {
    start(Map.of());
    vendor.answer(
        TOKEN,
        Answer.status(400, "{\"error\":\"bad\",\"error_description\":\"s3cret is bad, t-9 too\"}"));
    Throwable failure = catchThrowable(this::read);
    assertThat(failure.toString()).doesNotContain("s3cret").doesNotContain("t-9");
    Answer spoilt = Answer.json("{\"access_token\":\"t-9\",\"expires_in\":99}");
    assertThat(Grant.of(line.source, reply(spoilt)).toString()).doesNotContain("t-9");
  }

  @Test
  void repeatsWhatMayPass() throws Exception {
    start(Map.of());
    vendor.answer(LOGS, EMPTY);
    vendor.first(
        TOKEN,
        Answer.status(503, ""),
        Answer.status(200, "<html>"),
        token("t1").breakingOff(),
        token("t1"));
    read();
    assertThat(vendor.calls(TOKEN)).hasSize(4);
    vendor.answer(TOKEN, Answer.status(500, ""));
    line.clock.advance(Duration.ofDays(1));
    assertThatThrownBy(this::read).isInstanceOf(TransientFailure.class);
    assertThat(vendor.calls(TOKEN)).hasSize(8);
  }

  @Test
  void waitsAsLongAsTheTokenEndpointSays() throws Exception {
    start(Map.of());
    vendor.first(TOKEN, Answer.status(429, "{}").with("Retry-After", "9"), token("t1"));
    read();
    assertThat(line.redeliveryDelays).containsExactly(9000L);
    assertThatThrownBy(() -> Grant.of(line.source, reply(Answer.status(429, "{}"))))
        .isInstanceOf(Throttled.class);
  }

  @Test
  void waitersLearnThatTheRenewalFailed() throws Exception {
    start(Map.of());
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    vendor.answer(
        TOKEN,
        call -> {
          asked.countDown();
          try {
            answer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Answer.status(401, "{\"error\":\"invalid_client\"}");
        });
    ExecutorService workers = Executors.newFixedThreadPool(2);
    Future<Throwable> first = workers.submit(() -> catchThrowable(() -> line.token()));
    asked.await();
    Future<Throwable> second =
        workers.submit(() -> catchThrowable(() -> line.tokens.lookup(line.source)));
    answer.countDown();
    assertThat(first.get()).isInstanceOf(Forbidden.class);
    assertThat(second.get())
        .satisfiesAnyOf(
            t -> assertThat(t).isInstanceOf(Forbidden.class), t -> assertThat(t).isNull());
    workers.shutdown();
  }

  @Test
  void aWindowThatWasForbiddenIsTriedAgainWithAFreshToken() throws Exception {
    start(Map.of());
    vendor.first(TOKEN, token("before"), token("granted"), token("third"));
    vendor.answer(
        LOGS,
        call ->
            call.headers().get("Authorization").equals("Bearer before")
                ? Answer.status(403, "{\"code\":\"missing.permissions\"}")
                : EMPTY);
    assertThatThrownBy(this::read).isInstanceOf(Forbidden.class);
    assertThatThrownBy(this::read).isInstanceOf(Forbidden.class);
    assertThat(vendor.calls(TOKEN)).hasSize(1);
    line.clock.advance(Duration.ofMinutes(5));
    again();
    again();
    assertThat(vendor.calls(TOKEN)).hasSize(2);
  }

  @Test
  void windowsThatStayForbiddenShareTheirFreshToken() throws Exception {
    start(Map.of());
    vendor.answer(LOGS, Answer.status(403, "{\"code\":\"missing.permissions\"}"));
    assertThatThrownBy(this::read).isInstanceOf(Forbidden.class);
    line.clock.advance(Duration.ofMinutes(5));
    vendor.first(TOKEN, token("a"), token("b"));
    for (int window = 0; window < 4; window++) {
      assertThatThrownBy(this::again).isInstanceOf(Forbidden.class);
    }
    assertThat(vendor.calls(TOKEN)).hasSize(2);
    line.clock.advance(Duration.ofSeconds(30));
    assertThatThrownBy(this::again).isInstanceOf(Forbidden.class);
    assertThat(vendor.calls(TOKEN)).hasSize(3);
  }

  private void again() throws Exception {
    Instant from = Instant.parse("2026-11-20T10:00:00Z");
    line.read(line.open(from, from.plusSeconds(3600), 2));
  }

  private void start(Map<String, String> keys) throws Exception {
    line = new Line(vendor, "genesys-auditlogs", folder, new HashMap<>(keys));
    vendor.answer(LOGS, EMPTY);
  }

  private void read() throws Exception {
    line.read(line.open(10, 11));
  }

  private org.auditcaravan.pagination.Reply reply(Answer answer) {
    return new org.auditcaravan.pagination.Reply(
        answer.status(), Map.of(), answer.body(), null, line.clock.instant());
  }

  private static Answer token(String token) {
    return Answer.json("{\"access_token\":\"" + token + "\",\"expires_in\":86400}");
  }

  private static Answer refreshable(String token, String refresh) {
    return Answer.json(
        "{\"access_token\":\""
            + token
            + "\",\"expires_in\":3600,\"refresh_token\":\""
            + refresh
            + "\"}");
  }

  private static Map<String, String> form(VendorStub.Call call) {
    return List.of(call.body().split("&")).stream()
        .map(field -> field.split("="))
        .collect(Collectors.toMap(field -> field[0], field -> field[1]));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static VendorStub stub() {
    try {
      return new VendorStub();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
