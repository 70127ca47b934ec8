package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A live service mapping: the only valid catalogue of names ({@code apis/genesys-audit.md}, section
 * 1.6).
 *
 * @param services the names of all services
 * @param entityTypes the names of all entity types
 */
record Catalogue(SortedSet<String> services, SortedSet<String> entityTypes) {
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
        SortedSet<String> names = new TreeSet<>();
        SortedSet<String> types = new TreeSet<>();
        for (JsonNode service : services) {
          names.add(service.path("name").asText());
          service.path("entities").forEach(entity -> types.add(entity.path("name").asText()));
        }
        names.remove("");
        types.remove("");
        return new Catalogue(names, types);
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
