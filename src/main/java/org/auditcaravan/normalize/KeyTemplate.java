package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What names a change: a path such as {@code property}, or paths in braces with text around them,
 * such as <code>{entityType}:{entityId}</code>.
 *
 * @param paths the path, or those in braces
 * @param texts what stands before, between and behind the braces; empty without braces
 */
record KeyTemplate(List<FieldPath> paths, List<String> texts) {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

  static KeyTemplate of(MappingFile file, JsonNode node, String entry) {
    String text = file.text(node, entry);
    if (text.indexOf('{') < 0) {
      return new KeyTemplate(List.of(file.path(node, entry)), List.of());
    }
    List<FieldPath> paths = new ArrayList<>();
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      paths.add(file.path(TextNode.valueOf(places.group(1)), entry));
    }
    if (paths.isEmpty()) {
      throw file.fault(entry, "names no field: close the brace around a path");
    }
    return new KeyTemplate(paths, List.of(PLACE.split(text, -1)));
  }

  /** The name as a JSON string, or null when no path has a value. */
  byte[] of(Json element) {
    if (texts.isEmpty()) {
      return Values.quoted(element.at(paths.get(0)));
    }
    boolean found = false;
    StringBuilder name = new StringBuilder(texts.get(0));
    for (int i = 0; i < paths.size(); i++) {
      Json value = element.at(paths.get(i));
      String part = value == null ? null : value.text();
      found |= part != null;
      name.append(part == null ? "" : part).append(texts.get(i + 1));
    }
    return found ? Quoting.quoted(name.toString()) : null;
  }
}
