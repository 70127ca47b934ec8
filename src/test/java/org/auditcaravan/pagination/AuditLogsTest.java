package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.window.WindowRead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contract A of the customer's guide, and what any paging by cursor does. */
class AuditLogsTest {
  private static final String LOGS = "GET /api/v2/auditlogs";

  @TempDir Path folder;
  private final VendorStub vendor = stub();
  private Line line;

  @AfterEach
  void stop() {
    line.close();
    vendor.close();
  }

  @Test
  void followsThePageTokenToTheLastPage() throws Exception {
    start(Map.of());
    vendor.first(
        LOGS,
        Answer.json(page("\"p+2/=\"", event("a", "10:00:00Z"), event("b", "10:59:59.999999999Z"))),
        Answer.json(page("null", event("c", "10:30:00Z"))));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a", "b", "c");
    assertThat(read.events().received()).isEqualTo(3);
    assertThat(read.hasNext()).isFalse();
    assertThat(read.paging().confirmed()).isFalse();
    assertThat(vendor.calls(LOGS).get(1).query()).contains("pageToken=p%2B2%2F%3D");
  }

  @Test
  void sendsNothingButTheParametersOfTheContract() throws Exception {
    start(Map.of("filters.type", "configuration", "query.search", "a b&c", "query.pageSize", "7"));
    vendor.answer(LOGS, Answer.json(page("\"\"")));
    line.read(line.open(10, 11));
    VendorStub.Call call = vendor.calls(LOGS).get(0);
    assertThat(call.query())
        .isEqualTo(
            "dateFrom=2026-11-20T09%3A59%3A59Z&dateTo=2026-11-20T11%3A00%3A01Z"
                + "&filter=type%3Dconfiguration&pageSize=1000&search=a%20b%26c");
    assertThat(call.body()).isEmpty();
    assertThat(call.headers().keySet())
        .containsExactlyInAnyOrder(
            "Accept", "Accept-encoding", "Authorization", "Connection", "Host", "User-agent");
    assertThat(call.headers()).containsEntry("Authorization", "Bearer t0");
    assertThat(line.source.config().clientSecret()).isPresent();
  }

  @Test
  void countsWhatLiesOutsideTheWindowAndReportsWhatLiesFarOutside() throws Exception {
    start(Map.of());
    vendor.answer(
        LOGS,
        Answer.json(
            page(
                "null",
                event("before", "09:59:59.999999999Z"),
                event("first", "10:00:00.000000000Z"),
                event("end", "11:00:00Z"),
                event("far", "12:30:00Z"),
                "{\"auditId\":\"timeless\"}",
                "{\"auditId\":\"odd\",\"timestamp\":\"yesterday\"}")));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("first", "timeless", "odd");
    assertThat(read.events().received()).isEqualTo(6);
    assertThat(read.events().outside()).isEqualTo(3);
    assertThat(line.strays).containsExactly(Instant.parse("2026-11-20T12:30:00Z"));
  }

  @Test
  void dropsRepeatsAndKeepsWhatChanged() throws Exception {
    start(Map.of());
    vendor.answer(
        LOGS,
        Answer.json(
            page(
                "null",
                "{\"auditId\":\"a\",\"action\":\"Update\"}",
                "{ \"action\":\"Update\", \"auditId\":\"a\" }",
                "{\"auditId\":\"a\",\"action\":\"Delete\"}")));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a", "a");
    assertThat(read.events().duplicates()).isEqualTo(1);
    assertThat(read.events().changed()).isEqualTo(1);
  }

  @Test
  void numbersEqualEventsWithoutAnId() throws Exception {
    start(Map.of());
    vendor.first(
        LOGS,
        Answer.json(page("\"2\"", "{\"action\":\"x\"}", "{ \"action\": \"x\" }")),
        Answer.json(page("null", "{\"action\":\"x\"}")));
    WindowRead read = line.read(line.open(10, 11));
    String hash = line.ids().get(0).substring(0, 72);
    assertThat(hash).matches("sha256-[0-9a-f]{64}-");
    assertThat(line.ids()).containsExactly(hash + "0", hash + "1", hash + "2");
    assertThat(read.events().duplicates()).isZero();
  }

  @Test
  void handsOnWhatIsNoEvent() throws Exception {
    start(Map.of());
    vendor.answer(LOGS, Answer.json(page("null", "7", event("a", "10:00:00Z"), "\"text\"")));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a");
    assertThat(read.rejects())
        .extracting(r -> new String(r.payload()))
        .containsExactly("7", "\"text\"");
    assertThat(read.events().deadLetters()).isEqualTo(2);
    assertThat(read.events().received()).isEqualTo(3);
  }

  @Test
  void notesEveryAnswerForTheManifest() throws Exception {
    start(Map.of());
    vendor.answer(
        LOGS,
        Answer.json(page("null", event("a", "10:00:00Z"))).with("ININ-Correlation-Id", "c-1"));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(read.responses()).hasSize(1);
    Response response = read.responses().get(0);
    assertThat(response.request()).startsWith("GET /api/v2/auditlogs?dateFrom=");
    assertThat(response.request()).doesNotContain("t0");
    assertThat(response.correlationId()).isEqualTo("c-1");
    assertThat(response.vendorTime()).isNotNull();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.events()).isEqualTo(1);
    assertThat(response.sha256()).hasSize(64);
    assertThat(response.bytes()).isPositive();
  }

  @Test
  void givesUpOnACursorThatComesAgain() throws Exception {
    start(Map.of());
    vendor.answer(LOGS, Answer.json(page("\"same\"", event("a", "10:00:00Z"))));
    WindowRead read = line.open(10, 11);
    assertThatThrownBy(() -> line.read(read)).hasMessageContaining("same cursor twice: same");
    assertThat(vendor.calls(LOGS)).hasSize(2);
  }

  @Test
  void givesUpOnEmptyPagesThatOnlyPromiseMore() throws Exception {
    start(Map.of());
    int[] number = {0};
    vendor.answer(LOGS, call -> Answer.json(page("\"c" + number[0]++ + "\"")));
    WindowRead read = line.open(10, 11);
    assertThatThrownBy(() -> line.read(read))
        .hasMessageContaining("10 pages in a row with nothing new");
  }

  @Test
  void goesOnAfterAFailureWhereItStood() throws Exception {
    start(Map.of());
    vendor.first(
        LOGS,
        Answer.json(page("\"2\"", event("a", "10:00:00Z"))),
        Answer.status(503, ""),
        Answer.json(page("null", event("b", "10:00:00Z"))).breakingOff(),
        Answer.json("{\"entities\":[{\"auditId\":\"b\""),
        Answer.json(page("null", event("b", "10:00:00Z"))));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a", "b");
    assertThat(read.events().received()).isEqualTo(2);
    assertThat(read.responses()).hasSize(2);
    assertThat(vendor.calls(LOGS)).hasSize(5);
  }

  @Test
  void keepsTheBytesOfAPageThatNobodyCanRead() throws Exception {
    start(Map.of());
    vendor.answer(LOGS, Answer.status(200, "<html>Sign in</html>"));
    WindowRead read = line.open(10, 11);
    assertThatThrownBy(() -> line.read(read))
        .isInstanceOfSatisfying(
            TransientFailure.class,
            e -> assertThat(new String(e.received())).isEqualTo("<html>Sign in</html>"))
        .hasMessageContaining("HTML");
    assertThat(vendor.calls(LOGS)).hasSize(4);
  }

  @Test
  void asksNoLongerIntervalThanTheVendorAllows() throws Exception {
    start(Map.of("overlap", "PT0S"));
    vendor.answer(LOGS, Answer.json(page("null")));
    line.read(
        line.open(Instant.parse("2026-11-18T00:00:00Z"), Instant.parse("2026-11-19T00:00:00Z")));
    assertThat(vendor.calls(LOGS)).hasSize(1);
    assertThat(line.source.api().defaults().longestInterval()).isGreaterThan(Duration.ofDays(1));
  }

  private void start(Map<String, String> keys) throws Exception {
    line = new Line(vendor, "genesys-auditlogs", folder, keys);
  }

  private static VendorStub stub() {
    try {
      return new VendorStub();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static String event(String id, String time) {
    return "{\"auditId\":\"" + id + "\",\"timestamp\":\"2026-11-20T" + time + "\"}";
  }

  static String page(String next, String... events) {
    return "{\"entities\":[" + String.join(",", List.of(events)) + "],\"nextPage\":" + next + "}";
  }
}
