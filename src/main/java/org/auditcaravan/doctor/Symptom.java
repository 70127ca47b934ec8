package org.auditcaravan.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.pagination.Evidence;
import org.auditcaravan.source.Source;

/**
 * A refusal, read: the answer with its error in the shape of Genesys ({@code code}, {@code
 * message}, {@code messageParams}), of OAuth ({@code error}, {@code error_description}) or of Azure
 * DevOps ({@code typeKey}, {@code message}).
 *
 * @param source whose request it was
 * @param evidence the answer
 * @param error its error object, empty where there is none
 */
record Symptom(Source source, Evidence evidence, JsonNode error) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 300;

  /** The refusals of one answer: the error itself, or those that it nests. */
  static List<Symptom> of(Source source, Evidence evidence) {
    JsonNode root = json(evidence.body());
    List<Symptom> all = new ArrayList<>();
    for (JsonNode nested : root.path("errors")) {
      if (nested.hasNonNull("code")) {
        all.add(new Symptom(source, evidence, nested));
      }
    }
    return all.isEmpty() ? List.of(new Symptom(source, evidence, root)) : all;
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode root = JSON.readTree(body);
      return root != null && root.isObject() ? root : JSON.createObjectNode();
    } catch (IOException notJson) {
      return JSON.createObjectNode();
    }
  }

  boolean login() {
    return evidence.login();
  }

  int status() {
    return evidence.status();
  }

  /** The vendor's code, empty where it has none. */
  String code() {
    return text("code", "error", "typeKey").orElse("");
  }

  boolean code(String... codes) {
    return List.of(codes).contains(code());
  }

  /** The vendor's text in one line, without what it may quote of our request. */
  String message() {
    String said = text("message", "error_description", "description").orElse("");
    String line = said.replaceAll("\\s+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }

  /** Whether code or text contain this, whatever the case. */
  boolean says(String part) {
    return (code() + " " + message()).toLowerCase(Locale.ROOT).contains(part);
  }

  /** A parameter of the vendor's message, such as {@code permissions}. */
  Optional<String> param(String... names) {
    for (String name : names) {
      JsonNode value = error.path("messageParams").path(name);
      if (!value.asText().isBlank()) {
        return Optional.of(value.asText());
      }
    }
    return Optional.empty();
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(evidence.headers().get(name));
  }

  Optional<String> claim(String name) {
    return Optional.ofNullable(evidence.claims().get(name));
  }

  boolean html() {
    String start = new String(evidence.body(), StandardCharsets.UTF_8).stripLeading();
    return header("content-type").filter(type -> type.contains("html")).isPresent()
        || start.startsWith("<");
  }

  private Optional<String> text(String... names) {
    for (String name : names) {
      JsonNode value = error.path(name);
      if (value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
        return Optional.of(value.asText());
      }
    }
    return Optional.empty();
  }

  /** The vendor's correlation id, in the body or in a header. */
  Optional<String> correlationId() {
    Optional<String> said = text("contextId", "correlation_id", "trace_id");
    for (String name :
        List.of(
            "inin-correlation-id", "x-genesys-cloud-request-id", "activityid", "x-request-id")) {
      said = said.or(() -> header(name));
    }
    return said;
  }

  /** The parameters of the vendor's message. */
  Map<String, String> params() {
    Map<String, String> params = new java.util.TreeMap<>();
    error
        .path("messageParams")
        .properties()
        .forEach(param -> params.put(param.getKey(), param.getValue().asText()));
    return params;
  }
}
