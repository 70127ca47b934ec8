package org.auditcaravan.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** An opaque position: the query that it belongs to, and the last event that was served. */
final class Cursor {
  private Cursor() {}

  static String of(String query, int index) {
    return encode(index + ":" + query);
  }

  /** The same position under another name. */
  static String renamed(String query, int index, long nonce) {
    return encode(index + "." + nonce + ":" + query);
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The index in a cursor of that query.
   *
   * @throws Refusal when it is not one
   */
  static int read(String cursor, String query, String field) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(":", 2);
      if (parts.length == 2 && parts[1].equals(query)) {
        return Integer.parseInt(parts[0].split("\\.")[0]);
      }
    } catch (IllegalArgumentException e) {
      // Said below, in the vendor's way.
    }
    throw new Refusal(400, "invalid.query.param.value", "the " + field + " is not of this query")
        .at(field);
  }
}
