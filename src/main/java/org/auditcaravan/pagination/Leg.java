package org.auditcaravan.pagination;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One query of a read.
 *
 * @param mode {@code realtime} or {@code async}
 * @param service the service asked for, or null for all
 * @param slice the interval asked for
 */
record Leg(String mode, String service, Slices slice) {
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
            slices.forEach(slice -> legs.add(new Leg(mode, name, slice)));
          }
        });
    return legs;
  }
}
