package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;

/** Snapshots in the form that the comparing library takes, without loss of a received token. */
final class TokenTree {
  /** The comparison of two lists takes time and memory by the product of their lengths. */
  private static final int LONGEST_LIST = 1_000;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private TokenTree() {}

  /** The snapshot with each scalar's token as a text, so that equal means equal as received. */
  static JsonNode of(Json value) {
    return switch (value.kind()) {
      case OBJECT -> {
        ObjectNode object = NODES.objectNode();
        for (Json member : value.children()) {
          object.set(member.name(), of(member));
        }
        yield object;
      }
      case ARRAY -> {
        if (value.children().length > LONGEST_LIST) {
          yield TextNode.valueOf(value.text());
        }
        ArrayNode array = NODES.arrayNode();
        for (Json element : value.children()) {
          array.add(of(element));
        }
        yield array;
      }
      default ->
          TextNode.valueOf(
              new String(value.bytes(), value.start(), value.length(), StandardCharsets.UTF_8));
    };
  }

  /** A value of such a snapshot as a JSON string, null for null and for the empty list. */
  static byte[] quoted(JsonNode value) {
    if (value == null) {
      return null;
    }
    String text = text(value);
    if (text.startsWith("\"")) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    return text.equals("null") || text.equals("[]") ? null : Quoting.quoted(text);
  }

  private static String text(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    StringBuilder text = new StringBuilder(value.isArray() ? "[" : "{");
    value
        .properties()
        .forEach(
            member ->
                text.append(text.length() > 1 ? "," : "")
                    .append(new String(Quoting.quoted(member.getKey()), StandardCharsets.UTF_8))
                    .append(':')
                    .append(text(member.getValue())));
    if (value.isArray()) {
      value.forEach(element -> text.append(text.length() > 1 ? "," : "").append(text(element)));
    }
    return text.append(value.isArray() ? ']' : '}').toString();
  }
}
