package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A live service mapping: the only valid catalogue of names ({@code apis/genesys-audit.md}, section
 * 1.6).
 *
 * @param entities the names of all services, and those of the entity types of each
 */
record Catalogue(SortedMap<String, SortedSet<String>> entities) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a mapping.
   *
   * @throws TransientFailure when it is none
   */
  static Catalogue of(Reply reply) {
    try {
      JsonNode services = JSON.readTree(reply.body()).path("services");
      if (services.isArray()) {
        SortedMap<String, SortedSet<String>> entities = new TreeMap<>();
        for (JsonNode service : services) {
          SortedSet<String> types = new TreeSet<>();
          service.path("entities").forEach(entity -> types.add(entity.path("name").asText()));
          types.remove("");
          entities.put(service.path("name").asText(), types);
        }
        entities.remove("");
        return new Catalogue(entities);
      }
    } catch (IOException notJson) {
      // The same failure as a mapping without services.
    }
    throw new TransientFailure(
        reply.status(),
        null,
        reply.correlationId(),
        "The vendor's service mapping cannot be read: it has no list of services",
        reply.body());
  }

  /** The names of all services. */
  Set<String> services() {
    return entities.keySet();
  }

  /** The names of the entity types of one service. */
  Set<String> entityTypes(String service) {
    return entities.containsKey(service) ? entities.get(service) : Set.of();
  }

  /** The names of all entity types. */
  Set<String> entityTypes() {
    Set<String> types = new TreeSet<>();
    entities.values().forEach(types::addAll);
    return types;
  }

  /** The name that the given one was probably meant to be. */
  static Optional<String> nearest(String name, Collection<String> names) {
    return names.stream()
        .min(
            Comparator.comparing((String known) -> distance(name, known))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's distance; a difference in case alone counts as nothing. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
