package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import org.auditcaravan.config.OneLine;

/**
 * What an error body says, in the shape of the API ({@code code}, {@code message}, {@code
 * contextId}) or of OAuth ({@code error}, {@code error_description}, RFC 6749 section 5.2). Every
 * member may be missing; members are null then.
 *
 * @param code the vendor's code
 * @param message the vendor's text, at most 300 characters in one line
 * @param contextId the vendor's correlation id
 */
public record ErrorBody(String code, String message, String contextId) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 300;

  /** Reads leniently: what is no JSON object says nothing. */
  public static ErrorBody of(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException notJson) {
      root = null;
    }
    if (root == null || !root.isObject()) {
      return new ErrorBody(null, null, null);
    }
    return new ErrorBody(
        text(root, "code", "error", "typeKey"),
        text(root, "message", "error_description", "description"),
        text(root, "contextId"));
  }

  /** Code and text as the end of a sentence, or nothing. */
  public String said() {
    if (code == null && message == null) {
      return "";
    }
    return " ("
        + (code == null ? "" : code)
        + (code != null && message != null ? ": " : "")
        + (message == null ? "" : message)
        + ")";
  }

  /** Whether code or text have this word, in upper or lower case. */
  boolean says(String word) {
    return said().toLowerCase(Locale.ROOT).contains(word);
  }

  private static String text(JsonNode root, String... names) {
    for (String name : names) {
      JsonNode value = root.get(name);
      if (value != null && value.isValueNode() && !value.isNull() && !value.asText().isBlank()) {
        String line = OneLine.of(value.asText());
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
      }
    }
    return null;
  }
}
