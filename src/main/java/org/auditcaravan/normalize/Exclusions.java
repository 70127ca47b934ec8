package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The declared rules by which events are left out of archive and index: the section {@code exclude}
 * of a mapping. Whoever leaves an event out counts it.
 */
public final class Exclusions {

  private record Rule(String name, Map<FieldPath, Set<String>> when) {
    boolean matches(Event event) {
      return when.entrySet().stream()
          .allMatch(
              condition -> {
                Json value = event.root().at(condition.getKey());
                return value != null && condition.getValue().contains(value.text());
              });
    }
  }

  private final List<Rule> rules;

  private Exclusions(List<Rule> rules) {
    this.rules = rules;
  }

  static Exclusions of(MappingFile file, JsonNode section) {
    if (!section.isArray() && !section.isMissingNode()) {
      throw file.fault("exclude", "is no list: write one entry for each rule");
    }
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : section) {
      String entry = "exclude[" + rules.size() + "]";
      file.only(rule, entry, List.of("name", "when"));
      rules.add(
          new Rule(file.text(rule.path("name"), entry + ".name"), conditions(file, rule, entry)));
    }
    return new Exclusions(rules);
  }

  private static Map<FieldPath, Set<String>> conditions(
      MappingFile file, JsonNode rule, String entry) {
    Map<FieldPath, Set<String>> conditions = new LinkedHashMap<>();
    JsonNode when = rule.path("when");
    if (!when.isObject() || when.isEmpty()) {
      throw file.fault(
          entry + ".when", "names no field: write for example entityType: [Recording]");
    }
    when.properties()
        .forEach(
            field -> {
              String here = entry + ".when." + field.getKey();
              Set<String> values = new HashSet<>();
              for (JsonNode value : field.getValue()) {
                values.add(file.text(value, here));
              }
              if (values.isEmpty()) {
                throw file.fault(here, "has no value: write a list such as [Recording]");
              }
              conditions.put(file.path(TextNode.valueOf(field.getKey()), here), values);
            });
    return conditions;
  }

  /** The name of the first rule that leaves the event out, if any. */
  public Optional<String> ruleFor(Event event) {
    return rules.stream().filter(rule -> rule.matches(event)).map(Rule::name).findFirst();
  }
}
