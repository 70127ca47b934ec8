package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The conditions {@code when} of a mapping, all of which must hold: a path, and the values of which
 * one must be there. A value with {@code *} stands for any characters at that place, in upper or
 * lower case; a {@code *} in a path stands for each element of a list, or each member.
 */
record When(Map<FieldPath, Predicate<String>> conditions) {
  private static final String ANY = "*";

  /** Reads the member {@code when} of a rule. */
  static When of(MappingFile file, JsonNode rule, String entry) {
    JsonNode when = rule.path("when");
    if (!when.isObject() || when.isEmpty()) {
      throw file.fault(
          entry + ".when", "names no field: write for example entityType: [Recording]");
    }
    Map<FieldPath, Predicate<String>> conditions = new LinkedHashMap<>();
    when.properties()
        .forEach(
            field -> {
              String here = entry + ".when." + field.getKey();
              List<String> values = new ArrayList<>();
              for (JsonNode value : field.getValue()) {
                values.add(file.text(value, here));
              }
              if (values.isEmpty()) {
                throw file.fault(here, "has no value: write a list such as [Recording]");
              }
              conditions.put(
                  file.path(TextNode.valueOf(field.getKey()), here),
                  values.stream().map(When::test).reduce(Predicate::or).orElseThrow());
            });
    return new When(conditions);
  }

  boolean holds(Json event) {
    for (Map.Entry<FieldPath, Predicate<String>> condition : conditions.entrySet()) {
      if (!holds(event, condition.getKey().segments(), 0, condition.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(
      Json value, List<String> path, int depth, Predicate<String> condition) {
    if (value == null) {
      return false;
    }
    if (depth == path.size()) {
      String text = value.text();
      return text != null && condition.test(text);
    }
    String segment = path.get(depth);
    if (!segment.equals(ANY)) {
      return holds(value.below(segment), path, depth + 1, condition);
    }
    for (Json child : value.children()) {
      if (holds(child, path, depth + 1, condition)) {
        return true;
      }
    }
    return false;
  }

  private static Predicate<String> test(String value) {
    if (!value.contains(ANY)) {
      return value::equals;
    }
    String pattern =
        Arrays.stream(value.split(Pattern.quote(ANY), -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.compile(pattern, Pattern.DOTALL | Pattern.CASE_INSENSITIVE).asMatchPredicate();
  }
}
