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
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Occasion;
import org.auditcaravan.window.Window;
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
    assertThat(vendor.calls(SUBMIT))
        .extracting(call -> JSON.readTree(call.body()).path("serviceName").asText())
        .startsWith("Architect", "Telephony");
  }

  @Test
  void believesThatThereIsNothingWhenItIsSaidTwice() throws Exception {
    start(Map.of("mode", "async"), "x", "x");
    vendor.answer(SUBMIT, Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}"));
    vendor.first(RESULTS, results("null"), results("null", event("a")));
    line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a");
    vendor.answer(RESULTS, results("null"));
    WindowRead read = line.read(line.open(9, 10));
    assertThat(read.paging().confirmed()).isTrue();
    assertThat(vendor.calls(SUBMIT)).hasSize(4);
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
    vendor.answer(REALTIME, call -> cut(call, 5, event("a")));
    WindowRead read = line.read(line.open(SECOND, SECOND.plusSeconds(1), 3));
    assertThat(line.ids()).containsExactly("a");
    assertThat(read.paging().shortfall())
        .get()
        .asString()
        .contains("entity type Queue", "counts 5 events and delivered 1: 4 are missing");
    assertThat(read.paging().confirmed()).isFalse();
  }

  @Test
  void dividesASecondThatIsTooLargeByEntityTypeAndCountsWhatNoTypeHas() throws Exception {
    start(
        Map.of("mode", "realtime", "vendor-cap", "3", "overlap", "PT0S"), "Architect", "Architect");
    vendor.answer(
        "GET /api/v2/audits/query/realtime/servicemapping",
        Answer.json(
            "{\"services\":[{\"name\":\"Architect\",\"entities\":"
                + "[{\"name\":\"Flow\"},{\"name\":\"Prompt\"}]}]}"));
    vendor.answer(
        REALTIME,
        call -> {
          String body = call.body();
          if (body.contains("\"value\":\"Flow\"")) {
            return cut(call, 2, event("f1"), event("f2"));
          }
          if (body.contains("\"value\":\"Prompt\"")) {
            return cut(call, 4, event("p1"), event("p2"), event("p3"));
          }
          // One of eight is of a type that no mapping lists, and comes first; one never comes.
          return cut(call, 8, event("x"), event("f1"), event("f2"));
        });
    WindowRead read = line.read(line.open(SECOND, SECOND.plusSeconds(1)));
    assertThat(line.ids()).containsExactlyInAnyOrder("x", "f1", "f2", "p1", "p2", "p3");
    assertThat(read.paging().shortfall())
        .get()
        .asString()
        .contains("entity type Prompt", "counts 4 events and delivered 3: 1 are missing")
        .contains("counts 8 events and delivered 6: 2 are missing");
    assertThat(read.paging().modes()).isEqualTo(Map.of("Architect", "realtime"));
  }

  @Test
  void dividesASecondThatTheAsynchronousQueryCutsByServiceAndThenByType() throws Exception {
    start(
        Map.of("mode", "async", "vendor-cap", "2", "overlap", "PT0S"), "x", "Architect,Telephony");
    Map<String, Answer> results =
        Map.of(
            "null null", results("null", event("a1"), event("a2")),
            "Architect null", results("null", event("a1"), event("a2")),
            "Architect Queue", results("null", event("a2"), event("a3")),
            "Telephony null", results("null", event("t1")));
    vendor.answer(
        SUBMIT,
        call -> {
          try {
            JsonNode body = JSON.readTree(call.body());
            String service = body.path("serviceName").asText("null");
            String type = body.path("filters").path(0).path("value").asText("null");
            vendor.answer(RESULTS, results.get(service + " " + type));
            return Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    WindowRead read = line.read(line.open(SECOND, SECOND.plusSeconds(1)));
    assertThat(line.ids()).containsExactlyInAnyOrder("a1", "a2", "a3", "t1");
    assertThat(vendor.calls(SUBMIT)).hasSize(4);
    assertThat(read.paging().shortfall())
        .get()
        .asString()
        .contains(
            "service Architect, entity type Queue", "delivered 2 events, as many as the vendor")
        .doesNotContain("Telephony");
    assertThat(read.paging().confirmed()).isFalse();
  }

  @Test
  void dividesARecheckThatIsTooLargeInTime() throws Exception {
    start(Map.of("mode", "async", "vendor-cap", "2", "overlap", "PT0S"), "x", "x");
    vendor.answer(
        SUBMIT,
        call -> {
          boolean whole = call.body().contains("10:00:00Z/2026-11-20T11:00:00Z");
          boolean first = call.body().contains("10:00:00Z/2026-11-20T10:30:00.001Z");
          String[] events =
              whole
                  ? new String[] {event("a"), event("b")}
                  : new String[] {event(first ? "a" : "c")};
          vendor.answer(RESULTS, results("null", events));
          return Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}");
        });
    Instant ten = Instant.parse("2026-11-20T10:00:00Z");
    Window window = new Window("acme", ten, ten.plus(Duration.ofHours(1)));
    WindowRead read =
        line.read(
            line.open(new Claim(1, window, 1, 1, line.scope(), 1, false, line.clock.instant())));
    assertThat(line.ids()).containsExactly("a", "b", "c");
    assertThat(vendor.calls(SUBMIT)).hasSize(3);
    assertThat(read.paging().shortfall()).isEmpty();
    assertThat(read.paging().confirmed()).isTrue();
  }

  @Test
  void asksForAThirdOfASecondsIntervalWhenItsNeighboursAreInTheWay() throws Exception {
    start(Map.of("mode", "async"), "x", "Architect");
    vendor.answer(SUBMIT, Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}"));
    vendor.first(RESULTS, Answer.status(413, "{}"), Answer.status(413, "{}"));
    vendor.answer(RESULTS, results("null", event("a")));
    WindowRead read = line.read(line.open(SECOND, SECOND.plusSeconds(1)));
    assertThat(vendor.calls(SUBMIT))
        .extracting(call -> JSON.readTree(call.body()).path("interval").asText())
        .containsExactly(
            "2026-11-20T10:10:09Z/2026-11-20T10:10:12Z",
            "2026-11-20T10:10:09.999Z/2026-11-20T10:10:12Z",
            "2026-11-20T10:10:09.999Z/2026-11-20T10:10:11.001Z");
    assertThat(read.paging().shortfall()).isEmpty();
  }

  @Test
  void dividesASecondWhoseAnswerTheVendorRefuses() throws Exception {
    start(Map.of("mode", "async", "overlap", "PT0S"), "x", "Architect,Telephony");
    vendor.answer(SUBMIT, Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}"));
    vendor.first(
        RESULTS,
        Answer.status(413, "{}"),
        results("null", event("a")),
        results("null", event("t")));
    line.read(line.open(SECOND, SECOND.plusSeconds(1)));
    assertThat(line.ids()).containsExactly("a", "t");
  }

  @Test
  void readsReconciledWindowsByTheOtherModeOrServiceByService() throws Exception {
    start(Map.of(), "Architect", "Architect,Telephony");
    vendor.answer(REALTIME, realtime(1, 1, event("a")));
    succeedAtOnce(results("null", event("t")));
    Instant ten = Instant.parse("2026-11-20T10:00:00Z");
    WindowRead recent = line.read(reconciling(ten, Map.of("*", "async")));
    assertThat(recent.paging().modes())
        .isEqualTo(Map.of("Architect", "realtime", "Telephony", "async"));
    assertThat(recent.paging().way()).isEqualTo("realtime and async");
    WindowRead old = line.read(reconciling(ten.minus(Duration.ofDays(20)), Map.of("*", "async")));
    assertThat(old.paging().modes()).isEqualTo(Map.of("Architect", "async", "Telephony", "async"));
    assertThat(old.paging().way()).isEqualTo("service by service");
    Map<String, String> both = Map.of("Architect", "realtime", "Telephony", "realtime");
    WindowRead other = line.read(reconciling(ten, both));
    assertThat(other.paging().modes()).isEqualTo(Map.of("*", "async"));
    assertThat(other.paging().way()).isEqualTo("async");
    Map<String, String> alone = Map.of("Telephony", "async");
    int before = vendor.calls(SUBMIT).size();
    WindowRead halves = line.read(reconciling(ten, alone));
    assertThat(halves.paging().way()).isEqualTo("in halves");
    assertThat(vendor.calls(SUBMIT).subList(before, vendor.calls(SUBMIT).size()))
        .extracting(call -> JSON.readTree(call.body()).path("interval").asText())
        .containsExactly(
            "2026-11-20T09:59:59Z/2026-11-20T10:30:00.001Z",
            "2026-11-20T10:29:59.999Z/2026-11-20T11:00:01Z");
  }

  private WindowRead reconciling(Instant from, Map<String, String> modes) {
    Window window = new Window("acme", from, from.plus(Duration.ofHours(1)));
    return line.open(
        new Claim(
            1,
            window,
            1,
            1,
            line.scope().readBy(modes),
            1,
            false,
            line.clock.instant(),
            Occasion.RECONCILE));
  }

  @Test
  void asksForThePageBehindARepeatedEvent() throws Exception {
    start(Map.of("page-size", "2"), "Architect", "Architect");
    vendor.first(
        REALTIME,
        realtime(1, 3, event("a"), event("b")),
        realtime(2, 3, event("b")),
        realtime(3, 3, event("c")));
    line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a", "b", "c");
  }

  @Test
  void failsAWindowWhoseTotalKeepsMovingAndSplitsItInTheEnd() throws Exception {
    start(Map.of("page-size", "1"), "Architect", "Architect");
    int[] total = {2};
    vendor.answer(
        REALTIME,
        call ->
            call.body().contains("\"pageNumber\":1,")
                ? realtime(1, ++total[0], event("a"))
                : call.body().contains("\"pageNumber\":2,")
                    ? realtime(2, ++total[0], event("b"))
                    : realtime(3, ++total[0]));
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isExactlyInstanceOf(VendorException.class)
        .hasMessageContaining("service Architect")
        .hasMessageContaining("are missing");
    Instant ten = Instant.parse("2026-11-20T10:00:00Z");
    assertThatThrownBy(() -> line.read(line.open(ten, ten.plusSeconds(60), 3)))
        .isInstanceOf(TooLarge.class);
  }

  @Test
  void doesNotFollowPagesThatBringNothingNew() throws Exception {
    start(Map.of("mode", "async"), "x", "x");
    int[] cursor = {0};
    vendor.answer(SUBMIT, Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}"));
    vendor.answer(RESULTS, call -> results("\"c" + cursor[0]++ + "\"", event("a")));
    assertThatThrownBy(() -> line.read(line.open(10, 11)))
        .isExactlyInstanceOf(VendorException.class)
        .hasMessageContaining("after 10 pages in a row with nothing new");
    assertThat(vendor.calls(RESULTS)).hasSize(11);
  }

  @Test
  void submitsAQueryAgainWhoseCursorIsGone() throws Exception {
    start(Map.of("mode", "async"), "x", "x");
    vendor.answer(SUBMIT, Answer.json("{\"id\":\"tx\",\"state\":\"Succeeded\"}"));
    vendor.first(
        RESULTS,
        results("\"c1\"", event("a")),
        Answer.status(400, "{\"code\":\"invalid.query.param.value\"}"),
        results("\"c1\"", event("a")),
        results("null", event("b")));
    line.read(line.open(10, 11));
    assertThat(line.ids()).containsExactly("a", "b");
    assertThat(vendor.calls(SUBMIT)).hasSize(2);
  }

  /** A vendor who counts all of them and hands out one page. */
  private static Answer cut(VendorStub.Call call, int total, String... events) {
    try {
      int page = JSON.readTree(call.body()).path("pageNumber").asInt();
      return realtime(page, total, page == 1 ? events : new String[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
  void doesNotTakeAWindowAsReadThatHasNotEndedByTheVendorsClock() throws Exception {
    start(Map.of(), "Architect", "Architect");
    vendor.answer(REALTIME, realtime(1, 0));
    Instant soon = Instant.now().plus(Duration.ofHours(1));
    assertThatThrownBy(() -> line.read(line.open(soon, soon.plusSeconds(60))))
        .isInstanceOf(Premature.class)
        .hasMessageContaining("by the vendor's clock that has not come");
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
  void sendsNoParameterOfTheContracts() throws Exception {
    start(Map.of("query.environmentId", "byoc-7"), "Architect", "Architect");
    vendor.answer(REALTIME, realtime(1, 0));
    line.read(line.open(10, 11));
    assertThat(vendor.calls(REALTIME)).isNotEmpty();
    assertThat(vendor.calls)
        .allMatch(call -> !(call.query() + call.body()).contains("environmentId"));
  }

  @Test
  void readsAgainWhenTheTotalMovesUnderWay() throws Exception {
    start(Map.of("page-size", "2"), "Architect", "Architect");
    vendor.first(
        REALTIME,
        realtime(1, 3, event("b"), event("c")),
        realtime(2, 4, event("c"), event("d")),
        realtime(3, 4),
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
    vendor.answer(REALTIME, call -> cut(call, 5, event("a")));
    assertThatThrownBy(() -> line.read(line.open(9, 10)))
        .isExactlyInstanceOf(VendorException.class)
        .hasMessageContaining("counts 5 events and delivered 1");
    Instant nine = Instant.parse("2026-11-20T09:00:00Z");
    assertThatThrownBy(() -> line.read(line.open(nine, nine.plusSeconds(60), 3)))
        .isInstanceOf(TooLarge.class);
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
                new Window(
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
