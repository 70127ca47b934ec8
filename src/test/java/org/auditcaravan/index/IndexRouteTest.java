package org.auditcaravan.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped routes against an engine that misbehaves on request. */
class IndexRouteTest {
  @TempDir Path folder;
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<Headers> headers = Collections.synchronizedList(new ArrayList<>());
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private HttpServer engine;
  private IndexLine line;

  private record Answer(int status, String body) {}

  @BeforeEach
  void startEngine() throws IOException {
    engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.createContext("/", this::handle);
    engine.start();
  }

  @AfterEach
  void stop() {
    line.close();
    engine.stop(0);
  }

  private void handle(HttpExchange http) throws IOException {
    String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(http.getRequestMethod() + " " + http.getRequestURI().getPath());
    headers.add(http.getRequestHeaders());
    Answer answer =
        http.getRequestURI().getPath().startsWith("/_index_template")
            ? new Answer(200, "{\"index_templates\":[{\"index_template\":{\"version\":1}}]}")
            : answers.isEmpty() ? taken(body) : answers.poll();
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().add("X-Engine", "stub");
    http.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    http.getResponseBody().write(bytes);
    http.close();
  }

  private static Answer taken(String body) {
    List<String> items =
        Collections.nCopies((int) body.lines().count() / 2, "{\"index\":{\"status\":201}}");
    return new Answer(200, "{\"errors\":false,\"items\":[" + String.join(",", items) + "]}");
  }

  private void line(Map<String, String> keys) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + engine.getAddress().getPort());
    line = new IndexLine(url, folder, keys).start(keys.containsKey("catch-up"));
  }

  @Test
  void aBasicPasswordGoesToTheEngineAndNothingOfTheMessageDoes() throws Exception {
    line(Map.of("sinks.elasticsearch.username", "ada", "sinks.elasticsearch.password", "pa:ss"));
    var exchange = line.send(Parts.shipment(folder, 0, Parts.records(1)));
    assertThat(requests).containsExactly("GET /_index_template/audit-records", "POST /_bulk");
    assertThat(headers)
        .allSatisfy(
            sent -> {
              assertThat(sent.getFirst("Authorization")).isEqualTo("Basic YWRhOnBhOnNz");
              assertThat(sent).doesNotContainKey("X-Of-The-Window");
            });
    assertThat(headers.get(1).getFirst("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(exchange.getMessage().getHeaders()).isEmpty();
  }

  @Test
  void anApiKeyGoesToTheEngine() throws Exception {
    line(Map.of("sinks.elasticsearch.api-key", "a2V5"));
    line.send(Parts.shipment(folder, 0, Parts.records(1)));
    assertThat(headers.get(0).getFirst("Authorization")).isEqualTo("ApiKey a2V5");
  }

  @Test
  void theTemplateIsAskedForOnce() throws Exception {
    line(Map.of());
    line.send(Parts.shipment(folder, 0, Parts.records(1)));
    line.send(Parts.shipment(folder, 1, Parts.records(1)));
    assertThat(requests)
        .containsExactly("GET /_index_template/audit-records", "POST /_bulk", "POST /_bulk");
  }

  @Test
  void aWindowWithoutEventsIsDeliveredWithoutARequest() throws Exception {
    line(Map.of());
    line.send(Shipment.of(Parts.delivery(0, Parts.MANIFEST), List.of(), 0, 0));
    assertThat(requests).isEmpty();
    assertThat(line.delivered).hasSize(1);
  }

  @Test
  void longAnswersAreReadToTheirEnd() throws Exception {
    String items = "{\"index\":{\"status\":201,\"_id\":\"%s\"}}".formatted("x".repeat(500));
    answers.add(
        new Answer(
            200, "{\"items\":[" + String.join(",", Collections.nCopies(4000, items)) + "]}"));
    line(Map.of("sinks.elasticsearch.bulk-bytes", "50000000"));
    line.send(Parts.shipment(folder, 0, Parts.records(4000)));
    assertThat(line.postponed).isEmpty();
    assertThat(requests).hasSize(2);
    assertThat(line.delivered).hasSize(1);
  }

  @Test
  void answersThatAreNoneOrBusyAreAskedForAgain() throws Exception {
    answers.add(new Answer(200, "<html>"));
    answers.add(new Answer(429, ""));
    line(Map.of());
    line.send(Parts.shipment(folder, 0, Parts.records(3)));
    assertThat(line.delivered)
        .containsExactly("3 of 3 events, 3 of 3 records, 0 there before, 0 dead");
    assertThat(requests).hasSize(4);
  }

  @Test
  void wrongCredentialsPostponeTheWindowAndAreNotShown() throws Exception {
    answers.add(new Answer(401, "{\"error\":{\"reason\":\"unable to authenticate\"}}"));
    line(Map.of("sinks.elasticsearch.username", "ada", "sinks.elasticsearch.password", "hunter2"));
    Shipment shipment = Parts.shipment(folder, 0, Parts.records(3));
    line.send(shipment);
    assertThat(line.postponed)
        .singleElement()
        .asString()
        .startsWith("1")
        .contains("refuses us (401): unable to authenticate; check audit.sinks.elasticsearch.")
        .doesNotContain("hunter2");
    assertThat(line.deadLetters).isEmpty();
  }

  @Test
  void whileTheEngineIsKnownToBeAwayNobodyWaitsForIt() throws Exception {
    answers.addAll(Collections.nCopies(4, new Answer(503, "")));
    line(Map.of());
    line.send(Parts.shipment(folder, 0, Parts.records(1)));
    int before = requests.size();
    line.send(Parts.shipment(folder, 0, Parts.records(1)));
    assertThat(requests).hasSize(before);
    assertThat(line.postponed).hasSize(2);

    line.now = line.now.plusSeconds(15);
    line.send(Parts.shipment(folder, 0, Parts.records(1)));
    assertThat(requests).as("one probe of template and bulk").hasSize(before + 2);
    line.now = line.now.plusSeconds(60);
    line.send(Parts.shipment(folder, 0, Parts.records(1)));
    assertThat(line.delivered).hasSize(1);
  }

  @Test
  void aPartThatCannotBeReadPostponesThisWindowOnly() throws Exception {
    line(Map.of());
    Shipment broken = Parts.shipment(folder, 0, Parts.records(2000));
    Path part = broken.parts().get(0);
    Files.write(part, Arrays.copyOf(Files.readAllBytes(part), 3000));
    line.send(broken);
    assertThat(line.postponed).singleElement().asString().contains(part.toString());
    line.send(Parts.shipment(folder, 0, Parts.records(1)));
    assertThat(line.delivered).hasSize(1);
  }

  @Test
  void aDeadLetterThatCannotBeKeptPostponesTheWindow() throws Exception {
    String refusal = "{\"index\":{\"status\":400,\"error\":{\"type\":\"t\",\"reason\":\"r\"}}}";
    answers.add(new Answer(200, "{\"items\":[" + refusal + "]}"));
    line(Map.of());
    line.deadLetterFailure = new IOException("no disk");
    line.send(Parts.shipment(folder, 0, Parts.records(1)));
    assertThat(line.delivered).isEmpty();
    assertThat(line.postponed).singleElement().asString().endsWith("s: no disk");
  }

  @Test
  void aLostLeaseLeavesTheRestToItsNewHolder() throws Exception {
    line(Map.of());
    line.leased = false;
    var exchange = line.send(Parts.shipment(folder, 0, Parts.records(1)));
    assertThat(exchange.getException()).isNull();
    assertThat(line.delivered).isEmpty();
    assertThat(line.postponed).isEmpty();
  }

  @Test
  void booksThatDoNotBalanceAreRecordedAsTheyAre() throws Exception {
    line(Map.of());
    Shipment whole = Parts.shipment(folder, 0, Parts.records(3));
    line.send(Shipment.of(whole.delivery(), whole.parts(), 4, 5));
    assertThat(line.delivered)
        .containsExactly("3 of 4 events, 3 of 5 records, 0 there before, 0 dead");
  }

  @Test
  void catchingUpEmptiesWhatIsOwedAndRemovesItsFiles() throws Exception {
    URI url = URI.create("http://127.0.0.1:" + engine.getAddress().getPort());
    line = new IndexLine(url, folder, Map.of());
    for (int revision = 0; revision < 3; revision++) {
      line.owe(Parts.shipment(folder, revision, Parts.records(2)));
    }
    line.start(true);
    await().atMost(Duration.ofSeconds(20)).until(() -> line.delivered.size() == 3);
    assertThat(folder.resolve("spool/catch-up")).isEmptyDirectory();
    assertThat(line.reported).isEmpty();
  }

  @Test
  void aPartThatTheArchiveDoesNotGivePostponesThisWindowOnly() throws Exception {
    URI url = URI.create("http://127.0.0.1:" + engine.getAddress().getPort());
    line = new IndexLine(url, folder, Map.of());
    line.owe(Parts.shipment(folder, 0, Parts.records(2)));
    line.owe(Parts.shipment(folder, 1, Parts.records(2)));
    line.archive.remove(Parts.delivery(0, Parts.MANIFEST));
    line.start(true);
    await().atMost(Duration.ofSeconds(20)).until(() -> line.delivered.size() == 1);
    assertThat(line.postponed).singleElement().asString().endsWith("s: part is gone");
  }
}
