package org.auditcaravan.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Contract A, the customer's documented {@code GET /api/v2/auditlogs}: {@code pageToken} in, {@code
 * nextPage} out, enum values matched exactly, and 408 for who names no dates.
 */
final class Auditlogs {
  private final Habits habits;
  private final Faults faults;
  private final Traffic traffic;

  Auditlogs(Habits habits, Faults faults, Traffic traffic) {
    this.habits = habits;
    this.faults = faults;
    this.traffic = traffic;
  }

  Answer query(Call call) {
    call.onlyParams("filter", "dateFrom", "dateTo", "pageSize", "pageToken");
    String from = call.param("dateFrom");
    String to = call.param("dateTo");
    if (from == null || to == null) {
      throw new Refusal(408, "request.timeout", "the query is too broad: name dateFrom and dateTo");
    }
    int pageSize = call.paramNumber("pageSize", 100, 1000);
    Interval interval =
        Interval.between(
            Interval.instant(from, "dateFrom"), Interval.instant(to, "dateTo"), "dateTo");
    Tenant tenant = call.tenant();
    List<String> filters = call.params().getOrDefault("filter", List.of());
    Selection selection =
        new Selection(
            tenant,
            interval,
            habits,
            call.now().minus(habits.time("auditlogs-retention")),
            tenant.hidden(),
            true,
            wanted(tenant, filters));
    traffic.page(tenant, interval, null);
    Pages pages =
        new Pages(
            call,
            faults,
            selection,
            from + "|" + to + "|" + filters,
            habits.number("auditlogs-cap"));
    if (pages.above() && habits.is("above-cap", "refuse")) {
      throw new Refusal(413, "request.entity.too.large", "the query matches too many events");
    }
    PageBody page = new PageBody();
    String next =
        pages.fill(
            page, call.param("pageToken"), "pageToken", pageSize, tenant.servedAsAuditlogs(faults));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("pageSize", pageSize);
    members.put("nextPage", next);
    if (habits.is("auditlogs-total", "true")) {
      boolean lies = faults.hits("total", tenant.seeded(), call.number());
      members.put("total", pages.total() + (lies ? 1 + call.number() % 7 : 0));
    }
    return Answer.json(200, page.close(members));
  }

  private static IntPredicate wanted(Tenant tenant, List<String> filters) {
    IntPredicate wanted = index -> true;
    for (String filter : filters) {
      String[] pair = filter.split("=", 2);
      if (pair.length != 2) {
        throw new Refusal(400, "invalid.query.param.value", "a filter is written key=value")
            .at("filter");
      }
      wanted = wanted.and(test(tenant, pair[0], pair[1]));
    }
    return wanted;
  }

  /** A value that is no enum value matches nothing, without a warning, as the guide says. */
  private static IntPredicate test(Tenant tenant, String key, String value) {
    Events events = tenant.events();
    return switch (key) {
      case "type" -> index -> events.kind(index).type().equals(value);
      case "entityType" -> index -> tenant.auditlogs().entityType(index).equals(value);
      case "action" -> index -> tenant.auditlogs().action(index).equals(value);
      case "userId" -> index -> value.equals(events.userId(index));
      case "entityId" -> index -> value.equals(events.entityId(index));
      default ->
          throw new Refusal(400, "invalid.query.param.value", "unknown filter key " + key)
              .at("filter");
    };
  }
}
