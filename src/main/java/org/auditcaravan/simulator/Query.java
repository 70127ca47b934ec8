package org.auditcaravan.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The body of an audit query, read as strictly as the definition allows: an unknown or misplaced
 * member, a filter without its companion, or a value of another type is refused.
 *
 * @param interval what was asked for, as written
 * @param serviceName null for all
 * @param filters property to the values that must all hold
 * @param ascending null where no sort was asked for
 */
record Query(
    JsonNode body,
    Interval interval,
    String serviceName,
    Map<String, List<String>> filters,
    Boolean ascending) {

  private static final Set<String> MEMBERS = Set.of("interval", "serviceName", "filters", "sort");
  private static final Set<String> PROPERTIES =
      Set.of("UserId", "TrusteeOrganizationId", "ClientId", "Action", "EntityType", "EntityId");

  /**
   * @param further members that are allowed besides those of the asynchronous query
   */
  static Query parse(JsonNode body, Set<String> further, Duration longest) {
    onlyMembers(body, MEMBERS, further);
    String interval = text(body, "interval");
    if (interval == null) {
      throw new Refusal(400, "constraint.validation", "interval is required").at("interval");
    }
    Interval parsed = Interval.parse(interval);
    if (Duration.between(parsed.from(), parsed.to()).compareTo(longest) > 0) {
      throw new Refusal(
              400,
              "invalid.value",
              "the interval must not be longer than " + longest.toDays() + " days")
          .at("interval");
    }
    return new Query(
        body, parsed, text(body, "serviceName"), filters(body.get("filters")), sort(body));
  }

  private static Map<String, List<String>> filters(JsonNode array) {
    Map<String, List<String>> filters = new HashMap<>();
    for (JsonNode filter : elements(array, "filters")) {
      onlyMembers(filter, Set.of("property", "value"), Set.of());
      String property = text(filter, "property");
      String value = text(filter, "value");
      if (property == null || value == null) {
        throw new Refusal(400, "constraint.validation", "a filter needs both property and value")
            .at("filters");
      }
      if (!PROPERTIES.contains(property)) {
        throw new Refusal(400, "invalid.property", "unknown filter property " + property)
            .at("filters");
      }
      filters.computeIfAbsent(property, name -> new ArrayList<>()).add(value);
    }
    for (String dependent : List.of("EntityId", "Action")) {
      if (filters.containsKey(dependent) && !filters.containsKey("EntityType")) {
        throw new Refusal(
                400,
                "bad.request",
                "IllegalQueryException: a filter on " + dependent + " needs one on EntityType")
            .at("filters");
      }
    }
    return filters;
  }

  /** Whether ascending is asked for, null where nothing is. */
  static Boolean sort(JsonNode body) {
    Boolean ascending = null;
    for (JsonNode sort : elements(body.get("sort"), "sort")) {
      onlyMembers(sort, Set.of("name", "sortOrder"), Set.of());
      String order = text(sort, "sortOrder");
      if (!"Timestamp".equals(text(sort, "name"))
          || !("ascending".equals(order) || "descending".equals(order))) {
        throw new Refusal(
                400,
                "invalid.value",
                "sort is by name Timestamp and sortOrder ascending or descending")
            .at("sort");
      }
      ascending = order.equals("ascending");
    }
    return ascending;
  }

  private static Iterable<JsonNode> elements(JsonNode array, String field) {
    if (array == null || array.isNull()) {
      return List.of();
    }
    if (!array.isArray()) {
      throw new Refusal(400, "bad.request", field + " must be an array").at(field);
    }
    return array;
  }

  /** Refuses what is no object, and members that are not known. */
  static void onlyMembers(JsonNode object, Set<String> known, Set<String> further) {
    if (object == null || !object.isObject()) {
      throw new Refusal(400, "bad.request", "a JSON object is expected");
    }
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name) && !further.contains(name)) {
                throw new Refusal(400, "invalid.property", "unknown member " + name).at(name);
              }
            });
  }

  /** A text member, or null; an SDK sends the members that are not set as null. */
  static String text(JsonNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new Refusal(400, "invalid.value", name + " must be a string").at(name);
    }
    return value.textValue();
  }

  /** A whole number within bounds. */
  static int number(JsonNode object, String name, int otherwise, int highest) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new Refusal(400, "invalid.value", name + " must be a whole number").at(name);
    }
    if (value.intValue() < 1 || value.intValue() > highest) {
      throw new Refusal(400, "invalid.value", name + " must be from 1 to " + highest).at(name);
    }
    return value.intValue();
  }
}
