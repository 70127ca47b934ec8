package org.auditcaravan.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The composable index template of an alias, from {@code index-template.json}. Only the type of
 * {@code extra} depends on the engine: Elasticsearch has {@code flattened}, OpenSearch 2.7 and up
 * {@code flat_object}; an engine that has neither stores the field without indexing it.
 */
public final class IndexTemplate {
  /** The engines' words for {@code extra}, in the order in which they are tried. */
  public static final List<String> EXTRA = List.of("flattened", "flat_object", "object");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SHIPPED = load();

  private IndexTemplate() {}

  /** The version of the shipped template; an engine that has this or a newer one keeps its own. */
  static int version() {
    return SHIPPED.path("version").asInt();
  }

  /**
   * The template's JSON.
   *
   * @param alias the alias; months are {@code <alias>-yyyy.MM}
   * @param extra one of {@link #EXTRA}
   */
  public static byte[] json(String alias, String extra) {
    ObjectNode root = SHIPPED.deepCopy();
    root.putArray("index_patterns").add(alias + "-*.*");
    // An alias that begins like another one has the more precise pattern.
    root.put("priority", root.path("priority").asInt() + alias.length());
    ObjectNode template = (ObjectNode) root.path("template");
    template.putObject("aliases").putObject(alias);
    ObjectNode field = ((ObjectNode) template.at("/mappings/properties")).putObject("extra");
    field.put("type", extra);
    if (extra.equals("object")) {
      field.put("enabled", false);
    }
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode load() {
    try (InputStream in = IndexTemplate.class.getResourceAsStream("index-template.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
