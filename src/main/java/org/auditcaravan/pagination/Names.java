package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;

/** Finds members of an answer by lists of dotted names, of which the first that is there counts. */
final class Names {
  private Names() {}

  /** A text or number as text, null when there is none or it is blank. */
  static String text(JsonNode root, JsonNode names) {
    JsonNode value = find(root, names);
    return value == null || !value.isValueNode() || value.asText().isBlank()
        ? null
        : value.asText();
  }

  /** A whole number, also one that is written as text, or null. */
  static Long number(JsonNode root, JsonNode names) {
    String text = text(root, names);
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A flag, also one that is written as text, or null. */
  static Boolean flag(JsonNode root, JsonNode names) {
    String text = text(root, names);
    return text == null ? null : Boolean.valueOf(text);
  }

  private static JsonNode find(JsonNode root, JsonNode names) {
    for (JsonNode name : names) {
      JsonNode found = root;
      for (String step : name.asText().split("\\.")) {
        found = found.path(step);
      }
      if (!found.isMissingNode() && !found.isNull()) {
        return found;
      }
    }
    return null;
  }
}
