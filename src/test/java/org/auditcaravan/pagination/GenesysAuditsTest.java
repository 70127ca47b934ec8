package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.window.WindowRead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenesysAuditsTest {
  private static final String REALTIME = "POST /api/v2/audits/query/realtime";
  private static final String SUBMIT = "POST /api/v2/audits/query";
  private static final String STATUS = "GET /api/v2/audits/query/tx";
  private static final String RESULTS = "GET /api/v2/audits/query/tx/results";
  private static final String DOWNLOAD = "GET /big/file";
  private static final Instant SECOND = Instant.parse("2026-11-20T10:10:10Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final VendorStub vendor = stub();
  private Line line;

  @AfterEach
  void stop() {
    line.close();
    vendor.close();
  }

  @Test
  void readsEachServiceByTheRealtimeQueryPageByPage() throws Exception {
    start(Map.of("page-size", "2"), "Architect,Telephony", "Architect,Telephony");
    vendor.first(
        REALTIME,
        realtime(1, 3, event("a1"), event("a2")),
        realtime(2, 3, event("a3")),
        realtime(1, 0));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a1", "a2", "a3");
    assertThat(read.paging().modes())
        .isEqualTo(Map.of("Architect", "realtime", "Telephony", "realtime"));
    assertThat(read.paging().confirmed()).isTrue();
    assertThat(read.paging().organizationId()).isEqualTo("org-1");
    JsonNode second = JSON.readTree(vendor.calls(REALTIME).get(1).body());
    assertThat(second)
        .isEqualTo(
            JSON.readTree(
                """
                {"interval":"2026-11-20T09:59:59Z/2026-11-20T11:00:01Z","serviceName":"Architect",
                 "sort":[{"name":"Timestamp","sortOrder":"ascending"}],
                 "pageNumber":2,"pageSize":2}"""));
    assertThat(vendor.calls(REALTIME)).extracting(VendorStub.Call::query).containsOnlyNulls();
    assertThat(vendor.calls(REALTIME).get(2).body()).contains("\"serviceName\":\"Telephony\"");
    assertThat(read.responses().get(3).request())
        .startsWith("POST /api/v2/audits/query/realtime {\"interval\":");
  }

  @Test
  void asksForTheOrganisationOnceAndForTheMappingsOnceAnHour() throws Exception {
    start(Map.of(), "Architect", "Architect");
    vendor.answer(REALTIME, realtime(1, 0));
    line.read(line.open(10, 11));
    line.read(line.open(9, 10));
    assertThat(vendor.calls("GET /api/v2/audits/query/servicemapping")).hasSize(1);
    line.clock.advance(Duration.ofMinutes(61));
    line.read(line.open(8, 9));
    assertThat(vendor.calls("GET /api/v2/audits/query/servicemapping")).hasSize(2);
    assertThat(vendor.calls("GET /api/v2/tokens/me")).hasSize(1);
  }

  @Test
  void goesOnWithoutAnOrganisationThatTheVendorWillNotName() throws Exception {
    start(Map.of(), "Architect", "Architect");
    vendor.answer(
        "GET /api/v2/tokens/me", Answer.status(403, "{\"code\":\"missing.permissions\"}"));
    vendor.answer(REALTIME, realtime(1, 0));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(read.paging().organizationId()).isNull();
    assertThat(read.hasNext()).isFalse();
  }

  @Test
  void readsAllServicesAsynchronouslyWhenRealtimeLacksOne() throws Exception {
    start(Map.of("page-size", "2"), "Architect", "Architect,Telephony");
    vendor.first(SUBMIT, Answer.status(202, "{\"id\":\"tx\",\"state\":\"Queued\"}"));
    vendor.first(
        STATUS,
        Answer.status(202, "{\"id\":\"tx\",\"state\":\"Running\"}"),
        Answer.json("{\"id\":\"tx\",\"state\":\"Pondering\"}"),
        Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}"));
    vendor.first(RESULTS, results("\"c+1\"", event("a"), event("b")), results("null", event("c")));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a", "b", "c");
    assertThat(read.paging().modes()).isEqualTo(Map.of("*", "async"));
    assertThat(read.paging().confirmed()).isTrue();
    assertThat(vendor.calls(SUBMIT).get(0).body())
        .isEqualTo(
            "{\"interval\":\"2026-11-20T09:59:59Z/2026-11-20T11:00:01Z\","
                + "\"sort\":[{\"name\":\"Timestamp\",\"sortOrder\":\"ascending\"}]}");
    assertThat(vendor.calls(RESULTS))
        .extracting(VendorStub.Call::query)
        .containsExactly("pageSize=2", "cursor=c%2B1&pageSize=2");
    assertThat(line.waits.stream().filter(wait -> wait.toMillis() >= 1900))
        .extracting(wait -> Math.round(wait.toMillis() / 100.0))
        .containsExactly(20L, 30L, 45L);
  }

  @Test
  void readsOldWindowsAsynchronouslyByTheAgeOfTheirStart() throws Exception {
    start(Map.of(), "Architect", "Architect");
    succeedAtOnce(results("null"));
    Instant old = Instant.parse("2026-11-06T11:00:00Z");
    WindowRead read = line.read(line.open(old, old.plus(Duration.ofHours(2))));
    assertThat(read.paging().modes()).isEqualTo(Map.of("*", "async"));
    assertThat(vendor.calls(REALTIME)).isEmpty();
  }

  @Test
  void readsNamedServicesOneByOneAsynchronously() throws Exception {
    start(
        Map.of("mode", "async", "services", "Telephony,Architect"),
        "x",
        "Architect,Telephony,Other");
    succeedAtOnce(results("null"));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(read.paging().modes()).isEqualTo(Map.of("Architect", "async", "Telephony", "async"));
    assertThat(vendor.calls(SUBMIT)).hasSize(2);
  }

  @Test
  void reportsServicesThatTheRealtimeModeCannotRead() throws Exception {
    start(Map.of("mode", "realtime"), "Architect", "Architect,Telephony");
    vendor.answer(REALTIME, realtime(1, 0));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(read.paging().modes())
        .isEqualTo(Map.of("Architect", "realtime", "Telephony", "uncovered"));
    assertThat(read.paging().confirmed()).isFalse();
  }

  @Test
  void asksASecondThatIsTooLargeForTheRealtimeQueryAsynchronously() throws Exception {
    start(Map.of(), "Architect", "Architect");
    vendor.answer(REALTIME, realtime(1, 10_001, event("a")));
    succeedAtOnce(results("null", event("a"), event("b")));
    WindowRead read = line.read(line.open(SECOND, SECOND.plusSeconds(1)));
    assertThat(line.ids()).containsExactly("a", "b");
    assertThat(read.paging().modes()).isEqualTo(Map.of("Architect", "async"));
    assertThat(read.paging().shortfall()).isEmpty();
    assertThat(read.events().missing()).isEqualTo(2);
  }

  @Test
  void deliversWhatItGetsOfASecondThatOnlyTheRealtimeQueryMayRead() throws Exception {
    start(Map.of("mode", "realtime"), "Architect", "Architect");
    vendor.answer(
        REALTIME,
        call ->
            call.body().contains("\"pageNumber\":1,")
                ? realtime(1, 5, event("a"))
                : realtime(2, 5));
    WindowRead read = line.read(line.open(SECOND, SECOND.plusSeconds(1)));
    assertThat(line.ids()).containsExactly("a");
    assertThat(read.paging().shortfall()).get().asString().contains("counts 5 events");
    assertThat(read.paging().confirmed()).isFalse();
  }

  @Test
  void asksForAMappingThatIsNoOlderThanTheWindow() throws Exception {
    start(Map.of(), "Architect", "Architect");
    vendor.answer(REALTIME, realtime(1, 0));
    line.read(line.open(10, 11));
    line.clock.advance(Duration.ofMinutes(30));
    Instant noon = Instant.parse("2026-11-20T12:00:00Z");
    line.read(line.open(noon, noon.plus(Duration.ofMinutes(15))));
    assertThat(vendor.calls("GET /api/v2/audits/query/servicemapping")).hasSize(2);
  }

  @Test
  void asksForASplitAboveTheLargestWindow() throws Exception {
    start(Map.of("largest-window", "2"), "Architect", "Architect");
    vendor.answer(REALTIME, realtime(1, 3, event("a"), event("b"), event("c")));
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("audit.sources.acme.largest-window=2");
  }

  @Test
  void hearsTheVendorsClock() throws Exception {
    start(Map.of(), "Architect", "Architect");
    vendor.answer(REALTIME, realtime(1, 0));
    line.read(line.open(10, 11));
    // The stub's server lives in another time than the clock that stands still here.
    assertThat(line.clocks.of("acme").plans()).isFalse();
  }

  @Test
  void offersTheNearestNameForOneThatNoMappingHas() throws Exception {
    start(Map.of("services", "architect"), "Architect", "Architect,Telephony");
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("audit.sources.acme.services: architect is no service")
        .hasMessageContaining("did you mean Architect?");
  }

  @Test
  void sendsFiltersAndTheExpansion() throws Exception {
    start(
        Map.of("expand", "user", "filters.EntityType", "Queue", "filters.Action", "Update"),
        "Architect",
        "Architect");
    vendor.answer(REALTIME, realtime(1, 0));
    line.read(line.open(10, 11));
    VendorStub.Call call = vendor.calls(REALTIME).get(0);
    assertThat(call.query()).isEqualTo("expand=user");
    assertThat(JSON.readTree(call.body()).path("filters").toString())
        .isEqualTo(
            "[{\"property\":\"Action\",\"value\":\"Update\"},"
                + "{\"property\":\"EntityType\",\"value\":\"Queue\"}]");
  }

  @Test
  void readsAgainWhenTheTotalMovesUnderWay() throws Exception {
    start(Map.of("page-size", "2"), "Architect", "Architect");
    vendor.first(
        REALTIME,
        realtime(1, 3, event("b"), event("c")),
        realtime(2, 4, event("c"), event("d")),
        realtime(1, 4, event("a"), event("b")),
        realtime(2, 4, event("c"), event("d")));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("b", "c", "d", "a");
    assertThat(read.events().duplicates()).isEqualTo(4);
    assertThat(read.paging().confirmed()).isTrue();
  }

  @Test
  void asksForASplitWhenTheTotalIsMoreThanIsDelivered() throws Exception {
    start(Map.of(), "Architect", "Architect");
    vendor.answer(REALTIME, realtime(1, 10_001, event("a")));
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("10001 events");
    vendor.answer(
        REALTIME,
        call ->
            call.body().contains("\"pageNumber\":1,")
                ? realtime(1, 5, event("a"))
                : realtime(2, 5));
    assertThatThrownBy(() -> line.read(line.open(9, 10)))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("counts 5 events and delivered 1");
  }

  @Test
  void doesNotTakeTheFirstPageForTheSecond() throws Exception {
    start(Map.of(), "Architect", "Architect");
    vendor.answer(REALTIME, realtime(1, 3, event("a")));
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .hasMessageContaining("sent page 1 where page 2 was asked for");
  }

  @Test
  void submitsAFailedOrLostQueryOnceMore() throws Exception {
    start(Map.of("mode", "async"), "x", "x");
    vendor.answer(SUBMIT, Answer.json("{\"id\":\"tx\",\"state\":\"Queued\"}"));
    vendor.first(
        STATUS, Answer.status(404, "{}"), Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}"));
    vendor.answer(RESULTS, results("null", event("a")));
    line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a");
    assertThat(vendor.calls(SUBMIT)).hasSize(2);
    vendor.answer(STATUS, Answer.json("{\"id\":\"tx\",\"state\":\"Failed\"}"));
    assertThatThrownBy(() -> line.read(line.open(9, 10)))
        .hasMessageContaining("ended as Failed again");
    assertThat(vendor.calls(SUBMIT)).hasSize(4);
  }

  @Test
  void givesUpOnAQueryThatNeverEnds() throws Exception {
    start(Map.of("mode", "async"), "x", "x");
    vendor.answer(SUBMIT, Answer.json("{\"id\":\"tx\",\"state\":\"Queued\"}"));
    vendor.answer(STATUS, Answer.json("{\"id\":\"tx\",\"state\":\"Running\"}"));
    Instant begun = line.clock.instant();
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isInstanceOf(TransientFailure.class)
        .hasMessageContaining("still Running after PT10M");
    assertThat(Duration.between(begun, line.clock.instant()))
        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
  }

  @Test
  void neverReadsResultsBeforeTheQuerySucceeded() throws Exception {
    start(Map.of("mode", "async"), "x", "x");
    vendor.answer(SUBMIT, Answer.json("{\"id\":\"tx\"}"));
    vendor.answer(STATUS, Answer.json("{\"id\":\"tx\",\"state\":\"Cancelled\"}"));
    assertThatThrownBy(() -> line.read(line.open(10, 11))).isInstanceOf(VendorException.class);
    assertThat(vendor.calls(RESULTS)).isEmpty();
  }

  @Test
  void downloadsLargeResultsWithoutTheToken() throws Exception {
    start(Map.of("mode", "async"), "x", "x");
    succeedAtOnce(
        Answer.status(302, "").with("Location", vendor.uri("/big/file?sig=s3").toString()));
    String all =
        IntStream.range(0, 12_000).mapToObj(i -> event("e" + i)).collect(Collectors.joining("\n"));
    vendor.answer(DOWNLOAD, Answer.json(all));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).hasSize(12_000).startsWith("e0").endsWith("e11999");
    assertThat(vendor.calls(DOWNLOAD).get(0).headers()).doesNotContainKey("Authorization");
    assertThat(vendor.calls(DOWNLOAD).get(0).query()).isEqualTo("sig=s3");
    assertThat(read.responses()).noneMatch(response -> response.request().contains("s3"));
    assertThat(read.responses())
        .filteredOn(response -> response.request().endsWith("/big/file"))
        .singleElement()
        .satisfies(response -> assertThat(response.bytes()).isEqualTo(all.length()));
    assertThat(line.redeliveryDelays).isEmpty();
    assertThat(read.events().received()).isEqualTo(12_000);
    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void followsADownloadAddressInTheBodyAndCopesWithOneThatExpired() throws Exception {
    start(Map.of("mode", "async"), "x", "x");
    succeedAtOnce(
        Answer.json("{\"id\":\"tx\",\"downloadUrl\":\"" + vendor.uri("/big/file") + "\"}"));
    vendor.first(DOWNLOAD, Answer.status(403, "<Error/>"), Answer.json("[" + event("a") + ",1]"));
    WindowRead read = line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a");
    assertThat(read.events().deadLetters()).isEqualTo(1);
    assertThat(vendor.calls(SUBMIT)).hasSize(2);
    assertThat(vendor.calls("POST /oauth/token")).hasSize(1);
  }

  @Test
  void takesADownloadThatBrokeOffAgain() throws Exception {
    start(Map.of("mode", "async"), "x", "x");
    succeedAtOnce(Answer.status(302, "").with("Location", vendor.uri("/big/file").toString()));
    Answer whole = Answer.json("[" + event("a") + "," + event("b") + "]");
    vendor.first(DOWNLOAD, whole.breakingOff(), whole);
    line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a", "b");
  }

  @Test
  void cutsIntervalsThatAreLongerThanTheVendorAllows() throws Exception {
    start(Map.of(), "x", "x");
    assertThat(
            Slices.of(
                line.source,
                new org.auditcaravan.window.Window(
                    "acme",
                    Instant.parse("2026-11-20T00:00:00Z"),
                    Instant.parse("2026-11-21T00:00:00Z"))))
        .containsExactly(
            new Slices(
                Instant.parse("2026-11-19T23:59:59Z"), Instant.parse("2026-11-21T00:00:01Z")));
  }

  private void start(Map<String, String> keys, String realtime, String async) throws Exception {
    line = new Line(vendor, "genesys-audits", folder, keys);
    vendor.answer("GET /api/v2/audits/query/realtime/servicemapping", mapping(realtime));
    vendor.answer("GET /api/v2/audits/query/servicemapping", mapping(async));
  }

  private void succeedAtOnce(Answer results) {
    vendor.answer(SUBMIT, Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}"));
    vendor.answer(RESULTS, results);
  }

  private static Answer mapping(String names) {
    return Answer.json(
        Stream.of(names.split(","))
            .map(
                name ->
                    "{\"name\":\""
                        + name
                        + "\",\"entities\":[{\"name\":\"Queue\",\"actions\":[]}]}")
            .collect(Collectors.joining(",", "{\"services\":[", "]}")));
  }

  private static Answer realtime(int page, long total, String... events) {
    return Answer.json(
        "{\"entities\":["
            + String.join(",", List.of(events))
            + "],\"pageNumber\":"
            + page
            + ",\"total\":"
            + total
            + "}");
  }

  private static Answer results(String cursor, String... events) {
    return Answer.json(
        "{\"entities\":[" + String.join(",", List.of(events)) + "],\"cursor\":" + cursor + "}");
  }

  private static String event(String id) {
    return "{\"id\":\"" + id + "\",\"eventDate\":\"2026-11-20T10:10:10.5Z\"}";
  }

  private static VendorStub stub() {
    try {
      return new VendorStub();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
