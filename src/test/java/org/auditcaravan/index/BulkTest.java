package org.auditcaravan.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.deadletter.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkTest {
  private static final String NOON = "2026-11-02T10:30:00.000Z";
  private static final String REFUSED =
      "{\"index\":{\"status\":400,\"error\":{\"type\":\"document_parsing_exception\","
          + "\"reason\":\"no date\"}}}";

  @TempDir Path folder;
  private Shipment shipment;

  @Test
  void aBodyHasAnActionLineBeforeEachDocumentAndKeepsItsBytes() throws IOException {
    String first = Parts.record("e-é\\u00e9", 0, "2026-10-31T23:59:59.999Z");
    String second = Parts.record("e-2", 0, null);
    Bulk bulk = bulk(2, 1_000_000, first, second);
    assertThat(body(bulk))
        .isEqualTo(
            action("2026.10", "acme:e-é\\u00e9:0", (2L << 32) + 1)
                + first
                + "\n"
                + action("2026.11", "acme:e-2:0", (2L << 32) + 2)
                + second
                + "\n");
    assertThat(bulk.request().path()).isEqualTo("/_bulk");
    assertThat(bulk.request().body().getContentType()).isEqualTo("application/x-ndjson");
  }

  @Test
  void requestsStayBelowTheirSizeUnlessOneDocumentIsLarger() throws IOException {
    String large = Parts.record("large", 0, NOON, "{\"x\":\"" + "x".repeat(5000) + "\"}");
    List<String> records = new ArrayList<>(Parts.records(10));
    records.add(4, large);
    Bulk bulk = bulk(0, 3000, records.toArray(String[]::new));
    List<Integer> documents = new ArrayList<>();
    while (bulk.hasNext()) {
      String body = body(bulk);
      assertThat(body.length() <= 3000 || documents(body) == 1).isTrue();
      documents.add(documents(body));
      answer(bulk, 200, statuses(documents(body), 201));
    }
    assertThat(documents).containsExactly(4, 1, 4, 2);
    assertThat(books()).isEqualTo("11 of 11, 11 of 11");
  }

  @Test
  void aWindowWithoutEventsSendsNothing() throws IOException {
    Bulk bulk = bulk(0, 1000);
    assertThat(bulk.hasNext()).isFalse();
    assertThat(shipment.balanced()).isTrue();
  }

  @Test
  void theTemplateComesBeforeTheFirstDocument() throws IOException {
    shipment = Parts.shipment(folder, 0, Parts.records(1));
    Bulk bulk =
        new Bulk(
            shipment,
            new BulkBody(),
            Instant.EPOCH,
            "audit-records",
            new Contact("audit-records"),
            1000,
            3,
            pauses());
    assertThat(bulk.request().method()).isEqualTo("GET");
    answer(bulk, 404, "{}");
    assertThat(bulk.request().method()).isEqualTo("PUT");
    answer(bulk, 200, "{\"acknowledged\":true}");
    assertThat(bulk.contacted()).isTrue();
    assertThat(bulk.request().method()).isEqualTo("POST");
  }

  @Test
  void onlyWhatTheEngineCouldNotTakeGoesAgain() throws IOException {
    Bulk bulk = bulk(0, 1_000_000, Parts.records(5).toArray(String[]::new));
    body(bulk);
    answer(bulk, 200, items(item(201), item(429), item(200), item(503), item(409)));
    assertThat(bulk.pause()).isBetween(1000L, 1200L);
    assertThat(body(bulk)).contains("acme:e-1:0", "acme:e-3:0").doesNotContain("e-0", "e-2", "e-4");
    answer(bulk, 200, items(item(429), item(201)));
    assertThat(body(bulk)).contains("acme:e-1:0").doesNotContain("acme:e-3:0");
    answer(bulk, 200, items(item(201)));
    assertThat(bulk.hasNext()).isFalse();
    assertThat(shipment.records().delivered()).isEqualTo(3);
    assertThat(shipment.records().duplicates()).isEqualTo(2);
    assertThat(shipment.balanced()).isTrue();
  }

  @Test
  void aRefusedDocumentIsADeadLetterAndTheOthersArrive() throws IOException {
    String bad = Parts.record("bad", 0, "yesterday");
    Bulk bulk = bulk(0, 1_000_000, Parts.record("e-1", 0, NOON), bad);
    body(bulk);
    answer(bulk, 200, items(item(201), REFUSED));
    assertThat(bulk.refused())
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.recordId()).isEqualTo("acme:bad:0");
              assertThat(refused.reason()).isEqualTo(Reason.INDEX_REJECTED);
              assertThat(refused.message()).isEqualTo("400 document_parsing_exception: no date");
              assertThat(refused.sink()).isEqualTo("elasticsearch");
              assertThat(refused.source()).isEqualTo("acme");
              assertThat(refused.window()).isEqualTo(Parts.WINDOW);
              assertThat(refused.payload()).asString(StandardCharsets.UTF_8).isEqualTo(bad);
            });
    assertThat(bulk.refused()).isEmpty();
    assertThat(shipment.records().deadLetters()).isOne();
    assertThat(shipment.balanced()).isTrue();
  }

  @Test
  void anEventIsAsWellOffAsItsWorstRecordAlsoAcrossRequests() throws IOException {
    List<String> records = new ArrayList<>();
    for (String event : List.of("a", "b", "c")) {
      records.add(Parts.record(event, 0, NOON));
      records.add(Parts.record(event, 1, NOON));
      records.add(Parts.record(event, 2, NOON));
    }
    Bulk bulk = bulk(0, 1, records.toArray(String[]::new));
    for (String item :
        List.of(
            item(201), item(200), item(201), // delivered
            item(200), item(200), item(409), // was there
            item(201), REFUSED, item(201))) { // dead
      body(bulk);
      answer(bulk, 200, items(item));
    }
    assertThat(shipment.events().delivered()).isOne();
    assertThat(shipment.events().duplicates()).isOne();
    assertThat(shipment.events().deadLetters()).isOne();
    assertThat(shipment.balanced()).isTrue();
  }

  @Test
  void anEventThatChangedWithinItsWindowIsCountedTwiceAndStandsOnce() throws IOException {
    String id = "acme:e-1:0";
    Bulk bulk =
        bulk(0, 1_000_000, Parts.record("e-1", 0, NOON), Parts.record("e-1", 0, NOON, "{\"v\":2}"));
    assertThat(body(bulk)).contains(action("2026.11", id, 1)).contains(action("2026.11", id, 2));
    answer(bulk, 200, items(item(201), item(200)));
    assertThat(shipment.records().delivered()).isOne();
    assertThat(shipment.records().duplicates()).isOne();
    assertThat(shipment.balanced()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void aBusyEngineIsAskedAgainWithGrowingPausesUntilItHasBeenTooOften(int status)
      throws IOException {
    Bulk bulk = bulk(0, 1_000_000, Parts.records(2).toArray(String[]::new));
    String whole = body(bulk);
    answer(bulk, status, "busy");
    assertThat(bulk.pause()).isBetween(1000L, 1200L);
    assertThat(body(bulk)).isEqualTo(whole);
    answer(bulk, status, null);
    assertThat(bulk.pause()).isBetween(2000L, 2400L);
    assertThatThrownBy(() -> answer(bulk, status, ""))
        .isInstanceOf(IndexFailure.class)
        .hasMessageContaining("" + status);
    assertThat(shipment.records().deadLetters()).isZero();
  }

  @Test
  void progressForgivesEarlierFailures() throws IOException {
    Bulk bulk = bulk(0, 1, Parts.records(9).toArray(String[]::new));
    while (bulk.hasNext()) {
      body(bulk);
      answer(bulk, 503, "");
      body(bulk);
      bulk.again("no answer", null);
      assertThat(bulk.pause()).isBetween(2000L, 2400L);
      body(bulk);
      answer(bulk, 200, items(item(201)));
      assertThat(bulk.pause()).isZero();
    }
    assertThat(books()).isEqualTo("9 of 9, 9 of 9");
  }

  @Test
  void theEnginesOwnPauseIsKeptWithinOurBounds() throws IOException {
    Bulk bulk = bulk(0, 1_000_000, Parts.records(1).toArray(String[]::new));
    body(bulk);
    bulk.answer(429, "30", null);
    assertThat(bulk.pause()).isEqualTo(30_000);
    body(bulk);
    bulk.answer(429, "3600", null);
    assertThat(bulk.pause()).isEqualTo(60_000);
  }

  @Test
  void aRequestThatIsTooLargeIsHalvedAndOnlyADocumentThatIsAloneTooLargeDies() throws IOException {
    String large = Parts.record("large", 0, NOON, "{\"x\":\"" + "x".repeat(9000) + "\"}");
    List<String> records = new ArrayList<>(Parts.records(8));
    records.add(3, large);
    Bulk bulk = bulk(0, 1_000_000, records.toArray(String[]::new));
    List<Failure> refused = new ArrayList<>();
    while (bulk.hasNext()) {
      String body = body(bulk);
      if (body.length() > 4000) {
        answer(bulk, 413, "<html>too large</html>");
      } else {
        answer(bulk, 200, statuses(documents(body), 201));
      }
      refused.addAll(bulk.refused());
    }
    assertThat(refused).extracting(Failure::recordId).containsExactly("acme:large:0");
    assertThat(refused.get(0).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(books()).isEqualTo("8 of 9, 8 of 9");
    assertThat(shipment.balanced()).isTrue();
  }

  @Test
  void aRequestThatTheEngineCallsBadIsHalvedUntilTheBadDocumentIsAlone() throws IOException {
    Bulk bulk = bulk(0, 1_000_000, Parts.records(7).toArray(String[]::new));
    while (bulk.hasNext()) {
      String body = body(bulk);
      if (body.contains("acme:e-5:0")) {
        answer(bulk, 400, "{\"error\":{\"type\":\"bad\",\"reason\":\"id\"},\"status\":400}");
      } else {
        answer(bulk, 200, statuses(documents(body), 201));
      }
    }
    assertThat(shipment.records().deadLetters()).isOne();
    assertThat(shipment.records().delivered()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 405})
  void anAnswerThatSaysNothingAboutDocumentsMakesNoDeadLetters(int status) throws IOException {
    Bulk bulk = bulk(0, 1_000_000, Parts.records(2).toArray(String[]::new));
    body(bulk);
    assertThatThrownBy(() -> answer(bulk, status, "<html>proxy</html>"))
        .isInstanceOf(IndexFailure.class)
        .hasMessageContaining("(" + status + ")")
        .hasMessageContaining("check audit.sinks.elasticsearch");
    assertThat(shipment.records().deadLetters()).isZero();
  }

  @Test
  void anErrorOfTheIndexIsNotTheDocumentsFault() throws IOException {
    Bulk bulk = bulk(0, 1_000_000, Parts.records(1).toArray(String[]::new));
    body(bulk);
    answer(
        bulk,
        200,
        items("{\"index\":{\"status\":403,\"error\":{\"type\":\"cluster_block_exception\"}}}"));
    assertThat(bulk.refused()).isEmpty();
    assertThat(bulk.hasNext()).isTrue();
  }

  @Test
  void anAnswerForOtherDocumentsThanWereSentIsNone() throws IOException {
    Bulk bulk = bulk(0, 1_000_000, Parts.records(2).toArray(String[]::new));
    body(bulk);
    assertThatThrownBy(() -> answer(bulk, 200, items(item(201))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1 of 2");
    assertThat(documents(body(bulk))).isEqualTo(2);
  }

  @Test
  void aLineThatIsNoRecordStopsTheDelivery() {
    assertThatThrownBy(() -> bulk(0, 1000, "{}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("line 1 of part");
  }

  @Test
  void whatIsNotCommittedCannotBeDelivered() {
    assertThatThrownBy(() -> Shipment.of(Parts.delivery(0, null), List.of(), 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not committed");
  }

  private Bulk bulk(int revision, int limit, String... records) throws IOException {
    shipment = Parts.shipment(folder, revision, List.of(records));
    return new Bulk(
        shipment, new BulkBody(), Instant.EPOCH, "audit-records", null, limit, 3, pauses());
  }

  private static Backoff pauses() {
    return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), new Random(1));
  }

  private String books() {
    return shipment.events().delivered()
        + " of "
        + shipment.events().received()
        + ", "
        + shipment.records().delivered()
        + " of "
        + shipment.records().received();
  }

  private static String body(Bulk bulk) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    bulk.request().body().writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void answer(Bulk bulk, int status, String text) throws IOException {
    InputStream in =
        text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    bulk.answer(status, null, in);
  }

  private static int documents(String body) {
    return (int) body.lines().filter(line -> line.startsWith("{\"recordId\"")).count();
  }

  private static String action(String month, String id, long version) {
    return "{\"index\":{\"_index\":\"audit-records-%s\",\"_id\":\"%s\",\"version\":%d,"
            .formatted(month, id, version)
        + "\"version_type\":\"external_gte\"}}\n";
  }

  private static String item(int status) {
    return "{\"index\":{\"status\":" + status + "}}";
  }

  private static String items(String... items) {
    return "{\"errors\":true,\"items\":[" + String.join(",", items) + "]}";
  }

  private static String statuses(int count, int status) {
    return Stream.generate(() -> item(status))
        .limit(count)
        .collect(Collectors.joining(",", "{\"errors\":false,\"items\":[", "]}"));
  }
}
