package org.auditcaravan.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;

/**
 * The engine's error object: its type, and its reason followed by the reasons of its causes.
 *
 * @param type such as {@code document_parsing_exception}, or null
 * @param reason at most 2,000 characters, or null
 */
record EngineError(String type, String reason) {

  private static final int LONGEST = 2000;
  private static final JsonFactory JSON = new JsonFactory();

  /** Reads {@code {"error": {...}}}; both members are null when the answer is another one. */
  static EngineError ofAnswer(InputStream in) throws IOException {
    if (in == null) {
      return new EngineError(null, null);
    }
    try (JsonParser json = JSON.createParser(in)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean error = json.currentName().equals("error");
        if (json.nextToken() == JsonToken.START_OBJECT && error) {
          return read(json);
        }
        json.skipChildren();
      }
      return new EngineError(null, null);
    }
  }

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
    String all = reason == null ? cause : cause == null ? reason : reason + ": " + cause;
    return all == null || all.length() <= LONGEST ? all : all.substring(0, LONGEST) + " ...";
  }
}
