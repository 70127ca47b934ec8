package org.auditcaravan.window;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was asked for in a window. A change of scope is planned again or shown as a gap, never taken
 * as covered.
 *
 * @param services the services by name, sorted; empty means all that the vendor has
 * @param filters filters by property
 * @param query further query parameters
 * @param modes how each service was read, {@code realtime} or {@code async}, or that it is {@code
 *     uncovered}; {@code *} stands for all. Empty until the window has been read
 */
@JsonPropertyOrder({"services", "filters", "query", "modes"})
public record Scope(
    List<String> services,
    Map<String, String> filters,
    Map<String, String> query,
    Map<String, String> modes) {

  /** Keeps sorted copies, so that equal scopes have equal JSON. */
  public Scope {
    services = services.stream().sorted().toList();
    filters = new TreeMap<>(filters);
    query = new TreeMap<>(query);
    modes = new TreeMap<>(modes);
  }

  /** Whether both ask for the same events, however they are read. */
  public boolean asksTheSameAs(Scope other) {
    return services.equals(other.services)
        && filters.equals(other.filters)
        && query.equals(other.query);
  }

  /** The services that were asked for and could not be read in the mode that was set. */
  List<String> uncovered() {
    return modes.entrySet().stream()
        .filter(mode -> mode.getValue().equals("uncovered"))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** This scope, read in these modes. */
  public Scope readBy(Map<String, String> how) {
    return new Scope(services, filters, query, how);
  }
}
