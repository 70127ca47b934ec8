package org.auditcaravan.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.auditcaravan.simulator.Catalogue.Kind;

/**
 * The events of a tenant that answer a question, in order, found again for each page: nothing but
 * the bounds is kept.
 */
final class Selection {
  private final int low;
  private final int high;
  private final boolean ascending;
  private final Set<Integer> hidden;
  private final IntPredicate wanted;

  /**
   * @param ends whether the interval holds its ends: both, start or none
   * @param oldest events before this are not there
   * @param hidden events that cannot be seen; kept, not copied
   */
  Selection(
      Tenant tenant,
      Interval interval,
      Habits habits,
      Instant oldest,
      Set<Integer> hidden,
      boolean ascending,
      IntPredicate wanted) {
    Timeline timeline = tenant.events().timeline;
    long from = interval.from().toEpochMilli();
    if (Instant.ofEpochMilli(from).isBefore(interval.from())
        || habits.is("interval-ends", "none")) {
      from++;
    }
    long to = interval.to().toEpochMilli();
    boolean whole = Instant.ofEpochMilli(to).equals(interval.to());
    if (!whole || habits.is("interval-ends", "both")) {
      to++;
    }
    this.low = Math.min(tenant.head(), timeline.firstAt(Math.max(from, oldest.toEpochMilli())));
    this.high = Math.min(tenant.head(), timeline.firstAt(to));
    this.ascending = ascending;
    this.hidden = hidden;
    this.wanted = wanted;
  }

  /** The index of the first event, or -1. */
  int first() {
    return seek(ascending ? low : high - 1);
  }

  /** The index of the event that follows this one, or -1. */
  int after(int index) {
    return seek(ascending ? index + 1 : index - 1);
  }

  /** The first event at this index or behind it, or -1. */
  int seek(int start) {
    int step = ascending ? 1 : -1;
    for (int i = start; i >= low && i < high; i += step) {
      if (!hidden.contains(i) && wanted.test(i)) {
        return i;
      }
    }
    return -1;
  }

  /** How many events there are, counted no further than this. */
  int count(int most) {
    int count = 0;
    for (int i = first(); i >= 0 && count < most; i = after(i)) {
      count++;
    }
    return count;
  }

  /** How many events there are up to and with this one, counted no further than this. */
  int count(int last, int most) {
    int count = 0;
    for (int i = first(); i >= 0 && count < most; i = after(i)) {
      count++;
      if (i == last) {
        return count;
      }
    }
    return count;
  }

  /** What the body's service and filters let through. */
  static IntPredicate of(Events events, Query query, boolean realtime) {
    String service = query.serviceName();
    Map<String, List<String>> filters = query.filters();
    return index -> {
      Kind kind = events.kind(index);
      return (kind.realtime() || !realtime)
          && (service == null || service.equals(kind.service()))
          && (filters.isEmpty() || passes(events, filters, kind, index));
    };
  }

  private static boolean passes(
      Events events, Map<String, List<String>> filters, Kind kind, int index) {
    boolean odd = events.hostile(index);
    return all(filters.get("EntityType"), odd ? "Spline" : kind.entityType())
        && all(filters.get("Action"), odd ? "Reticulate" : events.action(index))
        && all(filters.get("EntityId"), odd ? null : events.entityId(index))
        && all(filters.get("UserId"), events.userId(index))
        && all(filters.get("ClientId"), events.clientId(index))
        && all(filters.get("TrusteeOrganizationId"), null);
  }

  private static boolean all(List<String> values, String actual) {
    return values == null || values.stream().allMatch(value -> value.equals(actual));
  }
}
