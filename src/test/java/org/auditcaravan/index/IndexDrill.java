package org.auditcaravan.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.config.Fault;
import org.auditcaravan.servers.SearchServer;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped sink must do with a real engine; each engine has a class of its own. */
abstract class IndexDrill {
  private static final String TIME = "2026-11-02T10:30:00.123Z";

  @TempDir Path folder;
  private String alias;
  private IndexLine line;

  abstract SearchServer engine();

  @BeforeEach
  void open(TestInfo test) throws Exception {
    alias = "t-" + Integer.toHexString(test.getDisplayName().hashCode());
    line = line(Map.of());
  }

  @AfterEach
  void close() {
    line.close();
  }

  private IndexLine line(Map<String, String> more) throws Exception {
    Map<String, String> keys = new HashMap<>(more);
    keys.put("sinks.elasticsearch.index", alias);
    keys.putIfAbsent("sinks.elasticsearch.bulk-bytes", "4000");
    return new IndexLine(URI.create(engine().url().toString()), folder, keys).start(false);
  }

  @Test
  void documentsAreFoundByTheirFields() throws Exception {
    send(
        0,
        Parts.record("e-1", 0, TIME),
        Parts.record("e-1", 1, TIME),
        Parts.record("e-2", 0, "2026-10-31T23:59:59.999Z"));

    assertThat(line.delivered)
        .containsExactly("2 of 2 events, 3 of 3 records, 0 there before, 0 dead");
    for (String query :
        List.of(
            "recordId:\"acme:e-1:1\"",
            "userName.text:lovelace AND changeIndex:1",
            "remoteIp:\"10.0.0.0/8\" AND changeIndex:1",
            "remoteIp.keyword:unknown AND changeIndex:1",
            "extra.team.name:blue AND changeIndex:1",
            "@timestamp:[\"2026-11-02T10:30:00.123Z\" TO *] AND changeIndex:1")) {
      assertThat(hits(query)).as(query).isOne();
    }
    assertThat(engine().count(alias + "-2026.11")).isEqualTo(2);
    assertThat(engine().count(alias + "-2026.10")).isOne();
    assertThat(engine().count(alias)).isEqualTo(3);
  }

  @Test
  void aMonthIsCountedBySourceAndDroppedAlone() throws Exception {
    send(
        0,
        Parts.record("e-1", 0, TIME),
        Parts.record("e-1", 1, TIME),
        Parts.record("e-2", 0, "2026-10-31T23:59:59.999Z"));
    Months months =
        new Months(
            TestSources.config(Map.of("sinks.elasticsearch.url", engine().url().toString())));
    YearMonth november = YearMonth.parse("2026-11");
    assertThat(months.documents(alias, november)).isEqualTo(Map.of("acme", 2L));
    months.drop(alias, november);
    assertThat(engine().count(alias)).isOne();
    assertThatThrownBy(() -> months.documents(alias, november))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(alias + "-2026.11");
  }

  @Test
  void theVendorsPayloadIsStoredAndNotIndexedAndTheMappingDoesNotGrow() throws Exception {
    String payload = "{\"secretive\":{\"deep\":[1,{\"x\":12345678901234567890}]},\"n\":1.50}";
    String record = Parts.record("e-1", 0, TIME, payload);
    send(0, record);
    JsonNode before = mapping();
    send(1, Parts.record("e-2", 0, TIME, "{\"more\":{\"a\":1}}"));
    String unknown = Parts.record("e-3", 0, TIME, "{}").replace("\"error\"", "\"surprise\"");
    send(2, unknown);

    assertThat(mapping()).isEqualTo(before);
    assertThat(mapping().findValue("rawPayload").toString())
        .isEqualTo("{\"type\":\"object\",\"enabled\":false}");
    assertThat(hits("rawPayload.n:1.5")).isZero();
    assertThat(engine().document(alias, "acme:e-1:0").orElseThrow().path("rawPayload").toString())
        .contains("12345678901234567890");
    assertThat(engine().count(alias)).isEqualTo(3);
  }

  @Test
  void theSameWindowTwiceIsTheSameDocuments() throws Exception {
    String[] records = Parts.records(50).toArray(String[]::new);
    send(0, records);
    send(0, records);
    assertThat(engine().ids(alias)).hasSize(50).doesNotHaveDuplicates();
    assertThat(line.delivered)
        .containsExactly(
            "50 of 50 events, 50 of 50 records, 0 there before, 0 dead",
            "0 of 50 events, 0 of 50 records, 50 there before, 0 dead");
  }

  @Test
  void anEarlierRevisionThatComesLateDoesNotUndoALaterOne() throws Exception {
    send(1, Parts.record("e-1", 0, TIME, "{\"state\":\"new\"}"));
    send(0, Parts.record("e-1", 0, TIME, "{\"state\":\"old\"}"));
    assertThat(
            engine().document(alias, "acme:e-1:0").orElseThrow().at("/rawPayload/state").asText())
        .isEqualTo("new");
    assertThat(line.delivered.get(1)).contains("1 there before");
  }

  @Test
  void ofAnEventThatChangedWithinItsWindowTheLastContentStands() throws Exception {
    send(
        0,
        Parts.record("e-1", 0, TIME, "{\"state\":\"old\"}"),
        Parts.record("e-1", 0, TIME, "{\"state\":\"new\"}"));
    assertThat(engine().count(alias)).isOne();
    assertThat(
            engine().document(alias, "acme:e-1:0").orElseThrow().at("/rawPayload/state").asText())
        .isEqualTo("new");
    assertThat(line.delivered)
        .containsExactly("1 of 2 events, 1 of 2 records, 1 there before, 0 dead");
  }

  @Test
  void aRefusedDocumentIsADeadLetterAndTheOthersAreIndexed() throws Exception {
    List<String> records = new ArrayList<>(Parts.records(30));
    String bad = Parts.record("bad", 0, "yesterday");
    records.add(17, bad);
    send(0, records.toArray(String[]::new));

    assertThat(line.deadLetters)
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.recordId()).isEqualTo("acme:bad:0");
              assertThat(letter.message()).contains("400").contains("failed to parse");
              assertThat(letter.payload()).asString().isEqualTo(bad);
            });
    assertThat(engine().count(alias)).isEqualTo(30);
    assertThat(line.delivered)
        .containsExactly("30 of 31 events, 30 of 31 records, 0 there before, 1 dead");
  }

  @Test
  void anOperatorsTemplateOfANewerVersionStays() throws Exception {
    send(0, Parts.record("e-1", 0, TIME));
    JsonNode shipped = engine().ask("GET", "/_index_template/" + alias, null);
    String own =
        shipped
            .at("/index_templates/0/index_template")
            .toString()
            .replaceFirst("\"version\":1", "\"version\":2");
    engine().ask("PUT", "/_index_template/" + alias, own);
    line.close();
    line = line(Map.of());
    send(1, Parts.record("e-2", 0, TIME));
    assertThat(
            engine()
                .ask("GET", "/_index_template/" + alias, null)
                .at("/index_templates/0/index_template/version")
                .asInt())
        .isEqualTo(2);
  }

  @Test
  void whatAnEngineOwesThatWasAwayFollowsFromTheArchive() throws Exception {
    line.close();
    line = line(Map.of()).start(false);
    Shipment first = Parts.shipment(folder, 0, Parts.records(20));
    Shipment second = Parts.shipment(folder, 1, List.of(Parts.record("late", 0, TIME)));
    line.owe(first);
    line.owe(second);
    line.owed.replaceAll((delivery, at) -> line.now.plusSeconds(120));
    engine().stop();
    try {
      line.send(first);
      line.send(second);
    } finally {
      engine().start();
    }
    assertThat(line.delivered).isEmpty();
    assertThat(line.postponed).hasSize(2).allMatch(text -> text.contains("does not answer"));
    assertThat(line.catchUp.next()).isNull();

    line.close();
    IndexLine later =
        new IndexLine(engine().url(), folder, Map.of("sinks.elasticsearch.index", alias));
    later.archive.putAll(line.archive);
    later.owed.putAll(line.owed);
    later.now = line.now.plusSeconds(120);
    line = later.start(true);
    await().atMost(Duration.ofSeconds(30)).until(() -> line.delivered.size() == 2);
    engine().refresh(alias);
    assertThat(engine().count(alias)).isEqualTo(21);
    assertThat(line.owed).isEmpty();
  }

  private void send(int revision, String... records) throws Exception {
    var exchange = line.send(Parts.shipment(folder, revision, List.of(records)));
    assertThat(exchange.getException()).isNull();
    assertThat(line.postponed).isEmpty();
    engine().refresh(alias);
  }

  private long hits(String query) {
    String body = "{\"query\":{\"query_string\":{\"query\":%s}}}";
    return engine()
        .ask(
            "POST", "/" + alias + "/_search", body.formatted(new ObjectMapper().valueToTree(query)))
        .at("/hits/total/value")
        .asLong();
  }

  private JsonNode mapping() {
    return engine().ask("GET", "/" + alias + "-2026.11/_mapping", null);
  }
}
