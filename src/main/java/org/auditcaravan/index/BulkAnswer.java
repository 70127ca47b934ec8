package org.auditcaravan.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The answer of the {@code _bulk} API, read item by item; asked for with {@link #FILTER}, so that
 * an answer without errors has a few bytes an item.
 *
 * @param items one verdict for each document, in order
 */
record BulkAnswer(List<Verdict> items) {

  /** The query that leaves out of the answer what nobody reads. */
  static final String FILTER =
      "filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason,"
          + "items.*.error.caused_by";

  /** Item errors that speak of the index and not of the document. */
  private static final Set<String> NOT_THE_DOCUMENT =
      Set.of(
          "security_exception",
          "cluster_block_exception",
          "index_closed_exception",
          "index_not_found_exception",
          "validation_exception");

  private static final JsonFactory JSON = new JsonFactory();
  private static final Verdict CREATED = new Verdict(201, null, null);
  private static final Verdict REPLACED = new Verdict(200, null, null);

  /**
   * What the engine says about one document.
   *
   * @param status the HTTP status of this document
   * @param type the engine's error type, null without an error
   * @param reason the engine's words, with their cause, null without an error
   */
  record Verdict(int status, String type, String reason) {

    /** What that means for the document; null when it is to be sent again. */
    Outcome outcome() {
      if (status == 201) {
        return Outcome.DELIVERED;
      }
      if (status / 100 == 2 || status == 409) {
        return Outcome.DUPLICATE;
      }
      boolean passing = status == 429 || status / 100 != 4;
      return passing || NOT_THE_DOCUMENT.contains(String.valueOf(type)) ? null : Outcome.DEAD;
    }
  }

  /**
   * Reads the stream to its end.
   *
   * @throws IOException when the stream breaks or is no such answer
   */
  static BulkAnswer read(InputStream in) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      List<Verdict> items = new ArrayList<>();
      require(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("items") && json.currentToken() == JsonToken.START_ARRAY) {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            items.add(item(json));
          }
        } else {
          json.skipChildren();
        }
      }
      require(json.currentToken() == JsonToken.END_OBJECT);
      return new BulkAnswer(items);
    }
  }

  /** {@code {"index":{"status":..., "error":{...}}}}, whatever the operation is called. */
  private static Verdict item(JsonParser json) throws IOException {
    int status = 0;
    String type = null;
    String reason = null;
    require(json.nextToken() == JsonToken.FIELD_NAME);
    require(json.nextToken() == JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("status")) {
        status = json.getIntValue();
      } else if (name.equals("error") && json.currentToken() == JsonToken.START_OBJECT) {
        EngineError error = EngineError.read(json);
        type = error.type();
        reason = error.reason();
      } else {
        json.skipChildren();
      }
    }
    require(json.nextToken() == JsonToken.END_OBJECT && status != 0);
    if (type == null && reason == null) {
      return status == 201 ? CREATED : status == 200 ? REPLACED : new Verdict(status, null, null);
    }
    return new Verdict(status, type, reason);
  }

  private static void require(boolean expected) throws IOException {
    if (!expected) {
      throw new IOException("the engine's answer is no answer of its _bulk API");
    }
  }
}
