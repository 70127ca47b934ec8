package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.ratelimit.Turn;
import org.auditcaravan.window.WindowRead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which class each answer of a vendor belongs to, and how often it is asked for again. */
class JudgedAnswersTest {
  private static final String LOGS = "GET /api/v2/auditlogs";
  private static final String EMPTY = "{\"entities\":[]}";

  @TempDir Path folder;
  private final VendorStub vendor = stub();
  private Line line;

  @BeforeEach
  void start() throws Exception {
    line = new Line(vendor, "genesys-auditlogs", folder, Map.of());
  }

  @AfterEach
  void stop() {
    line.close();
    vendor.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"code\":\"bad.request\",\"message\":\"no\"} | Refused | 1",
        "400 | {\"code\":\"response.entity.too.large\"} | TooLarge | 1",
        "401 | {\"code\":\"ip.not.authorized\"} | Forbidden | 1",
        "401 | {\"code\":\"authentication.required\"} | Forbidden | 2",
        "403 | {\"code\":\"missing.permissions\"} | Forbidden | 1",
        "403 | {\"error\":\"forbidden\",\"error_description\":\"org:read\"} | Forbidden | 1",
        "404 | {\"code\":\"not.found\"} | Refused | 1",
        "408 | {\"code\":\"client.timeout\"} | TransientFailure | 4",
        "409 | {\"code\":\"request.conflict\"} | TransientFailure | 4",
        "413 | {} | TooLarge | 1",
        "415 | {} | Refused | 1",
        "500 | {} | TransientFailure | 4",
        "501 | {} | Refused | 1",
        "503 | <html>busy</html> | TransientFailure | 4",
        "504 | '' | TransientFailure | 4",
        "200 | '' | TransientFailure | 4",
        "200 | '  ' | TransientFailure | 4",
        "200 | <!DOCTYPE html> | TransientFailure | 4",
        "203 | <html>sign in</html> | TransientFailure | 4",
        "200 | nonsense | TransientFailure | 4",
        "200 | {\"entities\":[{} | TransientFailure | 4",
        "200 | {\"message\":\"ok\"} | TransientFailure | 4",
        "302 | '' | TransientFailure | 4",
      })
  void belongsToItsClass(int status, String body, String type, int calls) {
    vendor.answer(LOGS, Answer.status(status, body));
    Throwable failure = catchThrowable(() -> line.read(line.open(10, 11)));
    assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
    assertThat(vendor.calls(LOGS)).hasSize(calls);
    assertThat(((VendorException) failure).status()).isEqualTo(status);
  }

  @Test
  void asksNothingWhileAnotherWindowWasToldToWait() throws Exception {
    vendor.answer(LOGS, Answer.json(EMPTY));
    Turn other = new Turn(line.source, 1, "page");
    line.meanwhile =
        () ->
            line.governor.learn(
                other,
                new Reply(
                    429, Map.of("retry-after", "30"), new byte[0], null, line.clock.instant()),
                Duration.ZERO);
    line.read(line.open(10, 11));
    assertThat(line.waits).hasSize(2);
    assertThat(line.waits.get(1)).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
    assertThat(vendor.calls(LOGS)).hasSize(1);
  }

  @Test
  void takesAFreshTokenAfterAWaitThatOutlastedTheLastOne() throws Exception {
    vendor.answer(LOGS, Answer.json(EMPTY));
    line.read(line.open(10, 11));
    line.meanwhile = () -> line.clock.advance(Duration.ofDays(2));
    line.read(line.open(11, 12));
    assertThat(vendor.calls("POST /oauth/token")).hasSize(2);
  }

  @Test
  void saysWhatTheVendorSaid() {
    vendor.answer(
        LOGS,
        Answer.status(
            403,
            "{\"code\":\"missing.permissions\",\"message\":\"lacks audits:audit:view\",\"contextId\":\"c-9\"}"));
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .hasMessageContaining("missing.permissions: lacks audits:audit:view")
        .hasMessageContaining("correlation id c-9")
        .hasMessageContaining("audits:audit:view");
  }

  @Test
  void whatTheVendorSaidStaysPartOfItsLine() {
    vendor.answer(
        LOGS,
        Answer.status(
            403,
            "{\"message\":\"no\\r\\n2026-11-20 INFO forged\\u001b[2J\\u202e\",\"contextId\":\"c\\u0085-9\"}"));
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .hasMessageContaining("no 2026-11-20 INFO forged [2J")
        .hasMessageContaining("correlation id c -9")
        .hasMessageNotContainingAny("\r", "\n", "\u001b", "\u202e", "\u0085");
  }

  @Test
  void saysWhatAnOauthStyleBodySaid() {
    vendor.answer(
        LOGS,
        Answer.status(403, "{\"error\":\"insufficient_scope\",\"error_description\":\"org:read\"}")
            .with("x-genesys-cloud-request-id", "g-1"));
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .hasMessageContaining("insufficient_scope: org:read")
        .hasMessageContaining("g-1");
  }

  @Test
  void tellsCamelHowLongTheVendorWantsToBeLeftAlone() throws Exception {
    vendor.first(
        LOGS,
        Answer.status(429, "{}").with("Retry-After", "7"),
        Answer.status(429, "{}"),
        Answer.json(EMPTY));
    WindowRead read = line.open(10, 11);
    line.read(read);
    assertThat(read.waited()).isGreaterThan(Duration.ofSeconds(13));
    assertThat(line.redeliveryDelays).containsExactly(7000L, null);
    assertThat(line.waits.get(1)).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7300));
    assertThat(line.waits.get(2)).isBetween(Duration.ofSeconds(6), Duration.ofMillis(6300));
  }

  @Test
  void waitsAfterRetryAfterOnAGoodAnswerToo() throws Exception {
    vendor.first(LOGS, Answer.json(EMPTY).with("Retry-After", "30"));
    line.read(line.open(10, 11));
    vendor.answer(LOGS, Answer.json(EMPTY));
    line.read(line.open(9, 10));
    assertThat(line.waits.get(1)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
  }

  @Test
  void putsTheWindowOffWhenTheVendorAsksForTooLongAWait() {
    vendor.answer(LOGS, Answer.status(429, "{}").with("Retry-After", "301"));
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(LongWait.class)
        .hasMessageContaining("PT5M1S")
        .hasMessageContaining("audit.longest-wait=PT5M");
    assertThat(vendor.calls(LOGS)).hasSize(1);
  }

  @Test
  void putsTheNextWindowOffWhenTheSourceIsBlockedForTooLong() throws Exception {
    vendor.answer(LOGS, Answer.json(EMPTY).with("Retry-After", "400"));
    line.read(line.open(10, 11));
    assertThatThrownBy(() -> line.read(line.open(9, 10))).isInstanceOf(LongWait.class);
    assertThat(vendor.calls(LOGS)).hasSize(1);
  }

  @Test
  void repeatsACallThatGotNoAnswer() throws Exception {
    vendor.first(LOGS, Answer.json(EMPTY).breakingOff(), Answer.json(EMPTY));
    line.read(line.open(10, 11));
    assertThat(vendor.calls(LOGS)).hasSize(2);
  }

  @Test
  void keepsNoCookies() throws Exception {
    vendor.answer(LOGS, Answer.json(EMPTY).with("Set-Cookie", "session=1"));
    line.read(line.open(10, 11));
    line.read(line.open(9, 10));
    assertThat(vendor.calls(LOGS)).noneMatch(call -> call.headers().containsKey("Cookie"));
  }

  @Test
  void readsABodyThatIsLargerThanMemoryIsMeantFor() throws Exception {
    String filler = "x".repeat(9 * 1024 * 1024);
    vendor.answer(
        LOGS, Answer.json("{\"entities\":[{\"auditId\":\"a\",\"note\":\"" + filler + "\"}]}"));
    line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a");
  }

  private static VendorStub stub() {
    try {
      return new VendorStub();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
