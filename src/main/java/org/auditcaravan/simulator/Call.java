package org.auditcaravan.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One authorised request.
 *
 * @param number how many requests came before it, over all tenants
 * @param base the tenant's address as the client wrote it
 */
record Call(
    Tenant tenant,
    Login.Token token,
    Instant now,
    long number,
    String base,
    Map<String, List<String>> params,
    String contentType,
    byte[] body) {

  /** Refuses parameters of the address that the operation does not have. */
  void onlyParams(String... known) {
    for (String name : params.keySet()) {
      if (!Set.of(known).contains(name)) {
        throw new Refusal(400, "invalid.query.param.value", "unknown query parameter " + name)
            .at(name);
      }
    }
  }

  /** A parameter of the address that may stand once, or null. */
  String param(String name) {
    List<String> values = params.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new Refusal(400, "invalid.query.param.value", name + " is given more than once")
          .at(name);
    }
    return values.isEmpty() ? null : values.get(0);
  }

  int paramNumber(String name, int otherwise, int highest) {
    String text = param(name);
    if (text == null) {
      return otherwise;
    }
    int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    if (value < 1 || value > highest) {
      throw new Refusal(400, "invalid.query.param.value", name + " must be from 1 to " + highest)
          .at(name);
    }
    return value;
  }

  /** Whether {@code expand=user} was asked for; nothing else can be expanded. */
  boolean expandsUser() {
    List<String> values = params.getOrDefault("expand", List.of());
    if (!Set.of("user").containsAll(values)) {
      throw new Refusal(400, "invalid.query.param.value", "only user can be expanded").at("expand");
    }
    return !values.isEmpty();
  }

  /** The body as JSON. */
  JsonNode json() {
    if (contentType == null
        || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Refusal(415, "unsupported.media.type", "Content-Type must be application/json");
    }
    try {
      return Answer.JSON.readTree(body);
    } catch (IOException e) {
      throw new Refusal(400, "bad.request", "the body is not JSON");
    }
  }
}
