package org.auditcaravan.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What must hold for a file that an operator laid over the packaged ones. */
final class RouteCheck {
  private static final Pattern HEAD = Pattern.compile("# audit-caravan contract: (\\d+)");
  private static final List<String> KINDS =
      List.of("route", "routeTemplate", "routeConfiguration", "templatedRoute");
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Map<String, String> packaged;

  /**
   * @param packaged the packaged files, by name
   */
  RouteCheck(Map<String, String> packaged) {
    this.packaged = packaged;
  }

  /**
   * Refuses a file that was made for an older contract, lacks a route which the packaged file of
   * the same name has, or leaves open what becomes of failures.
   *
   * @param place the file, for messages
   */
  void check(String place, String name, String content) {
    contract(place, name, content);
    if (name.endsWith(".camel.yaml")) {
      JsonNode entries = yaml(place, content);
      Set<String> missing = ids(yaml(name, packaged.getOrDefault(name, "[]")));
      missing.removeAll(ids(entries));
      require(
          missing.isEmpty(),
          place + " has no route with the id " + first(missing) + ": other stages call it, add it");
      for (JsonNode route : entries.findValues("route")) {
        require(
            route.path("routeConfigurationId").isTextual(),
            place
                + ": route "
                + route.path("id").asText("without id")
                + " has no routeConfigurationId: write propagate for a stage, or reported for a"
                + " route that starts by itself");
      }
    }
  }

  private static void contract(String place, String name, String content) {
    Matcher head = HEAD.matcher(content);
    require(
        head.lookingAt(),
        place
            + " does not begin with '# audit-caravan contract: "
            + RouteFiles.CONTRACT
            + "': add it");
    require(
        Integer.parseInt(head.group(1)) == RouteFiles.CONTRACT,
        place
            + " was made for contract "
            + head.group(1)
            + ", but this version has contract "
            + RouteFiles.CONTRACT
            + ": compare it with the packaged "
            + name
            + ", then correct the number in its first line");
  }

  /** The entries of a route file. */
  static JsonNode yaml(String place, String content) {
    try {
      return YAML.readTree(content);
    } catch (JsonProcessingException e) {
      throw new Fault(
          place
              + " is not readable YAML at line "
              + e.getLocation().getLineNr()
              + ": correct it ("
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + ")",
          e);
    }
  }

  /** The ids of routes, templates and configurations. */
  static Set<String> ids(JsonNode entries) {
    return StreamSupport.stream(entries.spliterator(), false)
        .flatMap(
            entry ->
                KINDS.stream()
                    .flatMap(
                        kind ->
                            Stream.of(
                                entry.at("/" + kind + "/id"), entry.at("/" + kind + "/route/id"))))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String first(Set<String> ids) {
    return ids.stream().findFirst().orElse("");
  }

  private static void require(boolean right, String sentence) {
    if (!right) {
      throw new Fault(sentence);
    }
  }
}
