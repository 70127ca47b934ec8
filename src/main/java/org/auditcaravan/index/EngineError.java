package org.auditcaravan.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * The engine's error object: its type, and its reason followed by the reasons of its causes.
 *
 * @param type such as {@code document_parsing_exception}, or null
 * @param reason one line, or null
 */
record EngineError(String type, String reason) {

  /** Reads the object that the parser stands at. */
  static EngineError read(JsonParser json) throws IOException {
    String type = null;
    String reason = null;
    String cause = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("caused_by") && json.currentToken() == JsonToken.START_OBJECT) {
        cause = read(json).reason();
      } else if (name.equals("type")) {
        type = json.getValueAsString();
      } else if (name.equals("reason")) {
        reason = json.getValueAsString();
      } else {
        json.skipChildren();
      }
    }
    return new EngineError(type, join(reason, cause));
  }

  private static String join(String reason, String cause) {
    if (reason == null || cause == null) {
      return reason == null ? cause : reason;
    }
    return reason + ": " + cause;
  }
}
