package org.auditcaravan.pagination;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.auditcaravan.source.Source;

/**
 * One query of a read.
 *
 * @param mode {@code realtime} or {@code async}
 * @param service the service asked for, or null for all
 * @param entityType the entity type asked for, or null for all
 * @param slice the interval asked for
 * @param portion what the queries of a service that was divided by entity type bring together, else
 *     null
 */
record Leg(String mode, String service, String entityType, Slices slice, Pass portion) {
  static final String REALTIME = "realtime";
  static final String ASYNC = "async";
  static final String UNCOVERED = "uncovered";

  /**
   * How each service is read.
   *
   * @param mode the operator's choice: auto, realtime or async
   * @param wanted the services asked for, empty for all
   * @param recent whether the window's start lies within the reach of the realtime query
   * @param realtime the live realtime mapping, or null when it was not asked for
   * @param async the live asynchronous mapping, or null when it was not asked for
   */
  static Map<String, String> modes(
      String mode, List<String> wanted, boolean recent, Catalogue realtime, Catalogue async) {
    Map<String, String> modes = new TreeMap<>();
    boolean all = wanted.isEmpty();
    SortedSet<String> services = new TreeSet<>(all && async != null ? async.services() : wanted);
    if (all && realtime != null) {
      services.addAll(realtime.services());
    }
    boolean complete = realtime != null && realtime.services().containsAll(services);
    if (mode.equals(REALTIME)) {
      services.forEach(
          name -> modes.put(name, realtime.services().contains(name) ? REALTIME : UNCOVERED));
    } else if (mode.equals("auto") && recent && complete) {
      services.forEach(name -> modes.put(name, REALTIME));
    } else if (all) {
      modes.put("*", ASYNC);
    } else {
      services.forEach(name -> modes.put(name, ASYNC));
    }
    return modes;
  }

  /** The queries that read these services in these intervals. */
  static List<Leg> legs(Map<String, String> modes, List<Slices> slices) {
    List<Leg> legs = new ArrayList<>();
    modes.forEach(
        (service, mode) -> {
          if (!mode.equals(UNCOVERED)) {
            String name = service.equals("*") ? null : service;
            slices.forEach(slice -> legs.add(new Leg(mode, name, null, slice, null)));
          }
        });
    return legs;
  }

  /** Whether it looks for what is of none of the entity types that its service was divided by. */
  boolean isRest() {
    return portion != null && entityType == null;
  }

  Leg in(Slices part) {
    return new Leg(mode, service, entityType, part, portion);
  }

  Leg by(String otherMode) {
    return new Leg(otherMode, service, entityType, slice, portion);
  }

  Leg of(String oneService) {
    return new Leg(mode, oneService, entityType, slice, portion);
  }

  Leg of(String oneType, Pass together) {
    return new Leg(mode, service, oneType, slice, together);
  }

  Ask ask(String step, int pageNumber, int pageSize) {
    return new Ask(
        step,
        slice.from(),
        slice.to(),
        service,
        entityType,
        null,
        pageNumber,
        pageSize,
        null,
        null,
        null);
  }

  /** What sentences call it. */
  String about(Source source) {
    return "Source "
        + source.name()
        + ", "
        + (service == null ? "all services" : "service " + service)
        + (entityType == null ? "" : ", entity type " + entityType)
        + ", "
        + slice.from()
        + " .. "
        + slice.to()
        + ": the "
        + (mode.equals(ASYNC) ? "asynchronous" : mode)
        + " query";
  }

  /**
   * How the same services are read by another route than before: realtime instead of asynchronous
   * and the other way round, or service by service.
   *
   * @param before how each service was read, as {@link #modes} gives it
   * @param recent whether the window's start lies within the reach of the realtime query
   */
  static Map<String, String> otherwise(
      Map<String, String> before, boolean recent, Catalogue realtime, Catalogue async) {
    boolean together = before.isEmpty() || before.containsKey("*");
    if (!together
        && before.values().stream().allMatch(REALTIME::equals)
        && before.keySet().containsAll(async.services())) {
      return new TreeMap<>(Map.of("*", ASYNC));
    }
    Map<String, String> modes = new TreeMap<>();
    for (String service : together ? async.services() : before.keySet()) {
      String mode = together ? ASYNC : before.get(service);
      boolean both = recent && realtime != null && realtime.services().contains(service);
      modes.put(
          service, mode.equals(UNCOVERED) ? mode : mode.equals(ASYNC) && both ? REALTIME : ASYNC);
    }
    return modes;
  }
}
