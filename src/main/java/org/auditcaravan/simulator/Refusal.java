package org.auditcaravan.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The vendor refuses: what its error body says (members as in the SDK's ErrorBody). */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient Map<String, String> headers = new LinkedHashMap<>();
  private final transient Map<String, String> params = new LinkedHashMap<>();
  private final transient Map<String, Object> limit = new LinkedHashMap<>();
  private String field;

  Refusal(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  /** Names the request's member or parameter that is at fault. */
  Refusal at(String name) {
    field = name;
    return this;
  }

  Refusal header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Refusal param(String name, String value) {
    params.put(name, value);
    return this;
  }

  Refusal limit(String key, String namespace, int value) {
    limit.put("key", key);
    limit.put("namespace", namespace);
    limit.put("value", value);
    return this;
  }

  Answer answer(String correlationId) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("message", getMessage());
    body.put("code", code);
    body.put("status", status);
    if (!params.isEmpty()) {
      body.put("messageParams", params);
    }
    body.put("contextId", correlationId);
    body.put(
        "details",
        field == null ? List.of() : List.of(Map.of("errorCode", code, "fieldName", field)));
    body.put("errors", List.of());
    if (!limit.isEmpty()) {
      body.put("limit", limit);
    }
    Answer answer = Answer.json(status, body);
    headers.forEach(answer.headers()::put);
    return answer;
  }
}
