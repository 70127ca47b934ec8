package org.auditcaravan.system;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/** JSON as it was written, where a parsed value would no longer tell. */
final class Raw {
  private static final JsonFactory JSON = new JsonFactory();

  private Raw() {}

  /** Hands over the text of each structure that stands under this name at this depth. */
  static void structures(String json, String name, int depth, Consumer<String> consumer) {
    try (JsonParser parser = JSON.createParser(json)) {
      int level = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart() && level == depth && name.equals(nameOf(parser))) {
          int start = (int) parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          consumer.accept(json.substring(start, (int) parser.currentLocation().getCharOffset()));
        } else if (token.isStructStart()) {
          level++;
        } else if (token.isStructEnd()) {
          level--;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("This is not JSON.", e);
    }
  }

  private static String nameOf(JsonParser parser) throws IOException {
    return parser.getParsingContext().getParent().getCurrentName();
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
