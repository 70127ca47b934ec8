package org.auditcaravan.servers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A real search engine on the loopback interface, and what tests ask it. */
public interface SearchServer extends AutoCloseable {

  /** Where the engine listens; the same for the life of this object. */
  URI url();

  /** Starts the engine again, on the same port with the same documents. */
  void start();

  /** Stops the engine; its documents stay. */
  void stop();

  /** Kills the engine as a power cut would; what it acknowledged stays. */
  void kill9();

  @Override
  void close();

  /**
   * Sends a request with a JSON body, or none, and returns the answer as JSON.
   *
   * @throws IllegalStateException with the engine's words when it answers 400 or above
   */
  default JsonNode ask(String method, String path, String json) {
    return parse(body(method, path, json));
  }

  private String body(String method, String path, String json) {
    HttpResponse<String> answer = send(method, path, json);
    if (answer.statusCode() >= 400) {
      throw new IllegalStateException(method + " " + path + " was refused: " + answer.body());
    }
    return answer.body();
  }

  /** Makes all documents of these indices visible to searches. */
  default void refresh(String index) {
    ask("POST", "/" + index + "/_refresh", null);
  }

  /** The number of visible documents; 0 when there is no such index. */
  default long count(String index) {
    HttpResponse<String> answer = send("GET", "/" + index + "/_count", null);
    return answer.statusCode() == 404 ? 0 : parse(answer.body()).path("count").asLong(-1);
  }

  /** The ids of all visible documents, repeats included, should an alias hold any. */
  default List<String> ids(String index) {
    List<String> ids = new ArrayList<>();
    JsonNode page =
        ask(
            "POST",
            "/" + index + "/_search?scroll=1m",
            "{\"size\":10000,\"_source\":false,\"sort\":[\"_doc\"]}");
    while (!page.path("hits").path("hits").isEmpty()) {
      page.path("hits").path("hits").forEach(hit -> ids.add(hit.path("_id").asText()));
      String next = "{\"scroll\":\"1m\",\"scroll_id\":" + page.path("_scroll_id") + "}";
      page = ask("POST", "/_search/scroll", next);
    }
    ask("DELETE", "/_search/scroll", "{\"scroll_id\":[" + page.path("_scroll_id") + "]}");
    return ids;
  }

  /** Hands over the answers to a scroll through all visible documents, as received. */
  default void pages(String index, Consumer<String> consumer) {
    String page =
        body("POST", "/" + index + "/_search?scroll=1m", "{\"size\":2000,\"sort\":[\"_doc\"]}");
    while (!parse(page).path("hits").path("hits").isEmpty()) {
      consumer.accept(page);
      String next = "{\"scroll\":\"1m\",\"scroll_id\":" + parse(page).path("_scroll_id") + "}";
      page = body("POST", "/_search/scroll", next);
    }
    ask("DELETE", "/_search/scroll", "{\"scroll_id\":[" + parse(page).path("_scroll_id") + "]}");
  }

  /** The visible document with this id, as it was sent, from an index or an alias. */
  default Optional<JsonNode> document(String index, String id) {
    String query = "{\"query\":{\"ids\":{\"values\":[%s]}}}";
    JsonNode hits =
        ask("POST", "/" + index + "/_search", query.formatted(new ObjectMapper().valueToTree(id)))
            .path("hits")
            .path("hits");
    return hits.isEmpty() ? Optional.empty() : Optional.of(hits.get(0).path("_source"));
  }

  private HttpResponse<String> send(String method, String path, String json) {
    return Http.send(method, URI.create(url() + path), "application/json", json);
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The search engine did not answer with JSON: " + json, e);
    }
  }
}
