package org.auditcaravan.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.source.TestSources;

/** A simulator with a clock in the test's hand, and a plain HTTP client in front of it. */
final class Bench implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  final Simulator simulator;
  final Path truth;
  Instant now = NOON;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Map<String, String> tokens = new HashMap<>();

  /** A simulator with these keys below {@code audit.simulator.}, as pairs of key and value. */
  Bench(Path folder, String... keys) {
    truth = folder.resolve("truth.jsonl");
    Map<String, String> all = new HashMap<>();
    all.put("simulator.port", "0");
    all.put("simulator.events", "300");
    all.put("simulator.requests-per-minute", "100000");
    all.put("simulator.truth", truth.toString());
    for (int i = 0; i < keys.length; i += 2) {
      all.put("simulator." + keys[i], keys[i + 1]);
    }
    InstantSource clock = () -> now;
    simulator = new Simulator(TestSources.config(all).simulator(), clock);
    simulator.start();
  }

  void passes(Duration time) {
    now = now.plus(time);
  }

  /** The truth so far, by event id. */
  Map<String, JsonNode> truth() throws IOException {
    Map<String, JsonNode> lines = new HashMap<>();
    for (String line : Files.readAllLines(truth)) {
      JsonNode node = JSON.readTree(line);
      lines.put(node.get("id").textValue(), node);
    }
    return lines;
  }

  HttpResponse<byte[]> login(String client, String secret, String form)
      throws IOException, InterruptedException {
    String pair = client + ":" + secret;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(simulator.url("acme") + "/oauth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    if (client != null) {
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  String token(String client) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = login(client, "synthetic", "grant_type=client_credentials");
    return json(answer).get("access_token").textValue();
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send("acme-client", "GET", path, null);
  }

  HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
    return send("acme-client", "POST", path, body.replace('\'', '"'));
  }

  HttpResponse<byte[]> send(String client, String method, String path, String body)
      throws IOException, InterruptedException {
    if (!tokens.containsKey(client)) {
      tokens.put(client, token(client));
    }
    return send(
        HttpRequest.newBuilder(URI.create(simulator.url("acme") + "/api/v2/" + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + tokens.get(client))
            .header("Content-Type", "application/json")
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  /** All events of this realtime query, in the order of its pages. */
  List<JsonNode> realtime(String interval, String more) throws IOException, InterruptedException {
    List<JsonNode> events = new ArrayList<>();
    for (int page = 1; ; page++) {
      JsonNode answer =
          json(
              post(
                  "audits/query/realtime",
                  "{'interval':'"
                      + interval
                      + "','pageNumber':"
                      + page
                      + ",'pageSize':100,"
                      + "'sort':[{'name':'Timestamp','sortOrder':'ascending'}]"
                      + more
                      + "}"));
      answer.get("entities").forEach(events::add);
      if (page >= answer.get("pageCount").intValue()) {
        return events;
      }
    }
  }

  /** The last {@code span} until now, as the API writes an interval. */
  String last(Duration span) {
    return now.minus(span) + "/" + now;
  }

  static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A body with one filter pair for each two texts. */
  static String filters(String... pairs) {
    ArrayNode filters = JSON.createArrayNode();
    for (int i = 0; i < pairs.length; i += 2) {
      ObjectNode filter = filters.addObject();
      filter.put("property", pairs[i]).put("value", pairs[i + 1]);
    }
    return ",\"filters\":" + filters;
  }

  @Override
  public void close() {
    simulator.close();
  }
}
