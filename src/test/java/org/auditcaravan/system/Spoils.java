package org.auditcaravan.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.Wire.Answer;
import org.auditcaravan.servers.Wire.Line;
import org.auditcaravan.servers.Wire.Request;
import software.amazon.awssdk.core.sync.RequestBody;

/** What happens to single requests on their way to the archive or to the engine. */
final class Spoils {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final Aim PUT = request -> request.method().equals("PUT");
  static final Aim MANIFEST =
      request -> PUT.test(request) && request.path().contains("/manifests/source=");
  static final Aim PART =
      request -> request.method().equals("GET") && request.path().endsWith(".jsonl.zst");
  static final Aim BULK = request -> request.path().endsWith("/_bulk");

  private Spoils() {}

  /** Which requests are spoiled. */
  interface Aim extends Predicate<Request> {}

  /** What becomes of one of them. */
  interface Spoil {
    /**
     * @param s3 the archive itself
     * @return null when the line breaks without an answer
     */
    Answer pass(Request request, Line line, S3Server s3) throws IOException;
  }

  /** The archive refuses, in its words. */
  static Spoil s3(int status, String code) {
    String body = "<Error><Code>" + code + "</Code><Message>Spoiled.</Message></Error>";
    return (request, line, s3) -> Answer.of(status, "application/xml", bytes(body));
  }

  /** The engine refuses a request as a whole, in its words. */
  static Spoil engine(int status, String type) {
    String body =
        "{\"error\":{\"type\":\"%s\",\"reason\":\"spoiled\"},\"status\":%d}"
            .formatted(type, status);
    return (request, line, s3) -> Answer.of(status, "application/json", bytes(body));
  }

  /** The request succeeds, and nobody learns of it. */
  static Answer lost(Request request, Line line, S3Server s3) throws IOException {
    line.send(request);
    return null;
  }

  /** A manifest with the same content and other bytes is there first. */
  static Answer foreign(Request request, Line line, S3Server s3) throws IOException {
    line.send(request);
    String key = request.path().substring(("/" + s3.bucket() + "/").length());
    String other = new String(s3.get(key), StandardCharsets.UTF_8) + "\n";
    s3.client().putObject(put -> put.bucket(s3.bucket()).key(key), RequestBody.fromString(other));
    return line.send(request);
  }

  /** Every third document is not taken now; the others are. */
  static Answer everyThirdDocument(Request request, Line line, S3Server s3) throws IOException {
    List<String> lines = new String(request.body(), StandardCharsets.UTF_8).lines().toList();
    StringBuilder taken = new StringBuilder();
    for (int i = 0; i < lines.size() / 2; i++) {
      if (i % 3 != 0) {
        taken.append(lines.get(2 * i)).append('\n').append(lines.get(2 * i + 1)).append('\n');
      }
    }
    ArrayNode items = JSON.createArrayNode();
    if (!taken.isEmpty()) {
      Answer answer = line.send(request.with(bytes(taken.toString())));
      JSON.readTree(answer.body()).path("items").forEach(items::add);
    }
    for (int i = 0; i < lines.size() / 2; i += 3) {
      ObjectNode item = items.insertObject(i).putObject("index");
      item.put("status", 429)
          .putObject("error")
          .put("type", "es_rejected_execution_exception")
          .put("reason", "spoiled");
    }
    ObjectNode all = JSON.createObjectNode().put("errors", true).set("items", items);
    return Answer.of(200, "application/json", JSON.writeValueAsBytes(all));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
