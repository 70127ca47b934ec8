package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The declared rules by which events are left out of archive and index: the section {@code exclude}
 * of a mapping. Whoever leaves an event out counts it.
 */
public final class Exclusions {

  private record Rule(String name, When when) {}

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
          new Rule(file.text(rule.path("name"), entry + ".name"), When.of(file, rule, entry)));
    }
    return new Exclusions(rules);
  }

  /** The name of the first rule that leaves the event out, if any. */
  public Optional<String> ruleFor(Event event) {
    for (Rule rule : rules) {
      if (rule.when().holds(event.root())) {
        return Optional.of(rule.name());
      }
    }
    return Optional.empty();
  }
}
