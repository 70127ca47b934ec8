package org.auditcaravan.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.archive.Sighting;
import org.auditcaravan.pagination.Line;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.auditcaravan.pagination.VendorStub.Call;
import org.auditcaravan.ratelimit.Turn;
import org.auditcaravan.window.BytesInFlight;
import org.auditcaravan.window.WindowRead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped routes {@code normalize} and {@code user-names} in front of a stub. */
class UserNamesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private VendorStub vendor;
  private Line line;

  @BeforeEach
  void start() throws Exception {
    vendor = new VendorStub();
    vendor.answer(
        "GET /api/v2/users/u-1", Answer.json("{\"id\":\"u-1\",\"name\":\"Žofie \\\"N\\\"\"}"));
    vendor.answer("GET /api/v2/users/u-2", Answer.json("{\"id\":\"u-2\",\"name\":\"Ines\"}"));
    vendor.answer("GET /api/v2/users/u-3", Answer.status(404, "{\"code\":\"not.found\"}"));
  }

  @AfterEach
  void stop() {
    line.close();
    vendor.close();
  }

  @Test
  void aNameThatTheEventLacksIsLookedUpOnceAndMarked() throws Exception {
    WindowRead read = read(Map.of("user-lookups", "5"), event("a", "u-1"), event("b", "u-1"));

    for (JsonNode record : records(read)) {
      assertThat(record.path("userName").asText()).isEqualTo("Žofie \"N\"");
      assertThat(record.at("/extra/lookedUp").toString()).isEqualTo("[\"userName\"]");
      assertThat(record.at("/rawPayload/user").has("name")).isFalse();
    }
    assertThat(records(read)).hasSize(2);
    assertThat(lookUps()).containsExactly("u-1");
  }

  @Test
  void whatTheEventSaysItselfIsNotLookedUpNorAreClientsAndStrangeIds() throws Exception {
    WindowRead read =
        read(
            Map.of("user-lookups", "5"),
            "\"id\":\"a\",\"user\":{\"id\":\"u-1\",\"name\":\"Own\"}",
            "\"id\":\"b\",\"user\":{\"id\":\"c-9\"},\"client\":{\"id\":\"c-9\"}",
            "\"id\":\"c\",\"user\":{\"id\":\"../tokens/me\"}",
            "\"id\":\"d\",\"user\":{}");

    assertThat(records(read)).allMatch(record -> !record.path("extra").has("lookedUp"));
    assertThat(lookUps()).isEmpty();
  }

  @Test
  void withoutTheKeyNobodyIsLookedUp() throws Exception {
    WindowRead read = read(Map.of(), event("a", "u-1"));
    assertThat(records(read).get(0).path("userName").isNull()).isTrue();
    assertThat(lookUps()).isEmpty();
  }

  @Test
  void noMoreUsersOfAPageAreLookedUpThanTheKeyAllows() throws Exception {
    WindowRead read =
        read(Map.of("user-lookups", "2"), event("a", "u-3"), event("b", "u-2"), event("c", "u-1"));

    assertThat(names(read)).containsExactly("null", "Ines", "null");
    assertThat(lookUps()).containsExactly("u-3", "u-2");
    // Whom the vendor does not know is not asked for again; the next page has room for another.
    assertThat(names(read)).containsExactly("null", "Ines", "Žofie \"N\"");
    assertThat(lookUps()).containsExactly("u-3", "u-2", "u-1");
  }

  @Test
  void aNameIsAskedForAgainAfterADay() throws Exception {
    WindowRead read = read(Map.of("user-lookups", "5"), event("a", "u-2"));
    names(read);
    line.clock.advance(Duration.ofHours(25));
    vendor.answer("GET /api/v2/users/u-2", Answer.json("{\"name\":\"Ines M\"}"));
    assertThat(names(read)).containsExactly("Ines M");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, -1})
  void aLookUpThatFailsLeavesNamesOutAndTheVendorAloneButNoEvent(int status) throws Exception {
    Answer failure = Answer.status(Math.abs(status), "{\"code\":\"no\"}");
    vendor.answer("GET /api/v2/users/u-2", status < 0 ? failure.breakingOff() : failure);
    WindowRead read =
        read(Map.of("user-lookups", "5"), event("a", "u-1"), event("b", "u-2"), event("c", "u-3"));

    assertThat(names(read)).containsExactly("Žofie \"N\"", "null", "null");
    assertThat(names(read)).hasSize(3);
    assertThat(lookUps()).containsExactly("u-1", "u-2");
    line.clock.advance(Duration.ofMinutes(2));
    names(read);
    assertThat(lookUps()).hasSize(status == 403 ? 2 : 3);
  }

  @Test
  void lookUpsSpendTheQuotaOfThePagesAndDoWithoutWhereItIsUsedUp() throws Exception {
    vendor.answer(
        "GET /api/v2/users/u-1", Answer.json("{\"name\":\"Ann\"}").with("Retry-After", "30"));
    WindowRead read = read(Map.of("user-lookups", "5"), event("a", "u-1"), event("b", "u-2"));
    int before = line.waits.size();

    assertThat(names(read)).containsExactly("Ann", "null");
    assertThat(line.waits).hasSize(before + 1);
    assertThat(lookUps()).containsExactly("u-1");
  }

  @Test
  void nobodyIsLookedUpWhileAnotherWindowWasToldToWait() throws Exception {
    WindowRead read = read(Map.of("user-lookups", "5"), event("a", "u-2"));
    int before = line.waits.size();
    Turn other = new Turn(line.source, 1, "realtime");
    line.meanwhile =
        () ->
            line.governor.learn(
                other,
                new Reply(429, Map.of("retry-after", "4"), new byte[0], null, line.clock.instant()),
                Duration.ZERO);

    assertThat(names(read)).containsExactly("Ines");
    assertThat(line.waits).hasSize(before + 2);
    assertThat(line.waits.get(before + 1)).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void aPageThatWaitsForNamesLeavesItsRoomToOthers() throws Exception {
    BytesInFlight heap = new BytesInFlight(10);
    List<Long> used = new ArrayList<>();
    vendor.answer(
        "GET /api/v2/users/u-1",
        call -> {
          used.add(heap.used());
          return Answer.json("{\"name\":\"Ann\"}");
        });
    WindowRead read = read(Map.of("user-lookups", "5"), event("a", "u-1"));
    read.letGo();
    read.holds(heap.take("acme", 10));

    assertThat(names(read)).containsExactly("Ann");
    assertThat(used).containsExactly(0L);
    assertThat(heap.used()).isEqualTo(10);
    read.letGo();
    assertThat(heap.used()).isZero();
  }

  /** Rule 2: a name is no content, so that a recheck after a change of name finds nothing new. */
  @Test
  void aNameThatChangedMakesNoOtherEvent() throws Exception {
    WindowRead read = read(Map.of("user-lookups", "5"), event("a", "u-2"));
    String first = names(read).get(0);
    line.clock.advance(Duration.ofHours(25));
    vendor.answer("GET /api/v2/users/u-2", Answer.json("{\"name\":\"Ines M\"}"));
    Event event = line.accepted.get(0).event();

    assertThat(names(read)).doesNotContain(first);
    assertThat(read.seen().see(SeenEvents.idHash("a"), event.contentHash()))
        .isEqualTo(Sighting.REPEAT);
  }

  private static String event(String id, String user) {
    return "\"id\":\"%s\",\"user\":{\"id\":\"%s\"}".formatted(id, user);
  }

  private WindowRead read(Map<String, String> keys, String... events) throws Exception {
    String entities =
        Arrays.stream(events)
            .map(event -> "{" + event + ",\"eventDate\":\"2026-11-20T10:30:00Z\"}")
            .collect(Collectors.joining(","));
    String mapping = "{\"services\":[{\"name\":\"Routing\",\"entities\":[]}]}";
    vendor.answer("GET /api/v2/audits/query/servicemapping", Answer.json(mapping));
    vendor.answer("GET /api/v2/audits/query/realtime/servicemapping", Answer.json(mapping));
    vendor.answer(
        "POST /api/v2/audits/query/realtime",
        Answer.json(
            "{\"entities\":[%s],\"total\":%d,\"pageNumber\":1,\"pageSize\":500,\"pageCount\":1}"
                .formatted(entities, events.length)));
    Map<String, String> all = new HashMap<>(keys);
    all.put("mode", "realtime");
    line = new Line(vendor, "genesys-audits", folder, all);
    return line.read(line.open(10, 11));
  }

  private List<JsonNode> records(WindowRead read) {
    return line.records(read).stream().map(record -> json(record.line())).toList();
  }

  private List<String> names(WindowRead read) {
    return records(read).stream().map(record -> record.path("userName").asText()).toList();
  }

  private static JsonNode json(byte[] line) {
    try {
      return JSON.readTree(line);
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> lookUps() {
    return vendor.calls.stream()
        .map(Call::path)
        .filter(path -> path.startsWith("/api/v2/users/"))
        .map(path -> path.substring("/api/v2/users/".length()))
        .toList();
  }
}
