package org.auditcaravan.pagination;

import java.util.ArrayList;
import java.util.List;
import org.auditcaravan.window.Window;

/**
 * How a query is divided that has more events than the vendor hands out, where its window cannot be
 * split any more: in time down to a second, then by service, then by entity type. The names come
 * from the live service mapping.
 *
 * @param window what is read
 * @param handsOver whether the realtime query may leave what is too large to the asynchronous one
 * @param typed whether the scope itself asks for one entity type
 */
record Division(Window window, boolean handsOver, boolean typed) {

  /** Whether anything smaller can be asked for. */
  boolean divides(Leg leg) {
    return handsOver(leg)
        || !leg.slice().halves(window).isEmpty()
        || leg.service() == null
        || (leg.entityType() == null && !typed && !leg.isRest());
  }

  boolean handsOver(Leg leg) {
    return handsOver && leg.mode().equals(Leg.REALTIME);
  }

  /**
   * What is asked for instead. With the entity types of a realtime query comes the query itself, as
   * the last one: it finds events of types that the mapping does not list, and its total tells what
   * is missing.
   *
   * @param catalogue the mapping of the leg's mode
   * @return empty when nothing smaller can be asked for
   */
  List<Leg> parts(Leg leg, Catalogue catalogue) {
    if (handsOver(leg)) {
      return List.of(leg.by(Leg.ASYNC));
    }
    List<Slices> halves = leg.slice().halves(window);
    if (!halves.isEmpty()) {
      return halves.stream().map(leg::in).toList();
    }
    if (leg.service() == null) {
      return catalogue.services().stream().map(leg::of).toList();
    }
    if (!divides(leg)) {
      return List.of();
    }
    Pass together = leg.mode().equals(Leg.REALTIME) ? new Pass() : null;
    List<Leg> parts = new ArrayList<>();
    catalogue.entityTypes(leg.service()).forEach(type -> parts.add(leg.of(type, together)));
    if (together != null) {
      parts.add(leg.of(null, together));
    }
    return parts;
  }
}
