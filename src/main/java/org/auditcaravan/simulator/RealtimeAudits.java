package org.auditcaravan.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** The synchronous query of the audit API: recent events of certain services, by page number. */
final class RealtimeAudits {
  private static final Set<String> PAGING = Set.of("pageNumber", "pageSize");

  private final Habits habits;
  private final Faults faults;
  private final Traffic traffic;

  RealtimeAudits(Habits habits, Faults faults, Traffic traffic) {
    this.habits = habits;
    this.faults = faults;
    this.traffic = traffic;
  }

  /** {@code POST /api/v2/audits/query/realtime}. */
  Answer query(Call call) {
    call.onlyParams("expand");
    JsonNode body = call.json();
    Query query = Query.parse(body, PAGING, habits.time("longest-interval"));
    int pageSize = Query.number(body, "pageSize", 25, habits.number("realtime-page"));
    int pageNumber = Query.number(body, "pageNumber", 1, Integer.MAX_VALUE);
    refuseService(habits, query, true);
    Duration slow = habits.time("realtime-timeout-above");
    Interval interval = query.interval();
    if (!slow.isZero() && Duration.between(interval.from(), interval.to()).compareTo(slow) > 0) {
      throw new Refusal(504, "request.timeout", "The request timed out.");
    }
    Tenant tenant = call.tenant();
    Selection selection =
        new Selection(
            tenant,
            interval,
            habits,
            reach(call.now()),
            tenant.hidden(),
            query.ascending() == null ? habits.is("default-order", "ascending") : query.ascending(),
            Selection.of(tenant.events(), query, true));
    traffic.page(tenant, interval, query.serviceName());
    return page(call, selection, pageNumber, pageSize);
  }

  private Answer page(Call call, Selection selection, int pageNumber, int pageSize) {
    boolean expand = call.expandsUser();
    IntFunction<byte[]> writer = call.tenant().served(faults, expand);
    int cap = habits.number("realtime-cap");
    long from = (pageNumber - 1L) * pageSize;
    long begin = pageNumber > 1 && hits(call, "skip") ? from + 1 : from;
    boolean promises = hits(call, "promise");
    PageBody page = new PageBody();
    long total = 0;
    int previous = -1;
    for (int i = selection.first(); i >= 0; i = selection.after(i)) {
      boolean here = total >= begin && total < from + pageSize && !promises;
      if (here && (cap == 0 || total < cap)) {
        if (total == begin && previous >= 0 && hits(call, "repeat")) {
          page.add(writer.apply(previous));
        }
        page.add(writer.apply(i));
      }
      previous = i;
      total++;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("pageSize", pageSize);
    members.put("pageNumber", pageNumber);
    members.put("total", total + (hits(call, "total") ? 1 + call.number() % 7 : 0));
    members.put("pageCount", (total + pageSize - 1) / pageSize);
    return Answer.json(200, page.close(members));
  }

  /** {@code POST /api/v2/audits/query/realtime/related}. */
  Answer related(Call call) {
    call.onlyParams("expand");
    JsonNode body = call.json();
    Query.onlyMembers(body, Set.of("auditId", "trustorOrgId", "sort"), Set.of());
    Boolean ascending = Query.sort(body);
    String id = Query.text(body, "auditId");
    if (id == null) {
      throw new Refusal(400, "constraint.validation", "auditId is required").at("auditId");
    }
    boolean expand = call.expandsUser();
    Tenant tenant = call.tenant();
    Events events = tenant.events();
    int index = events.seeded.indexOf(id);
    PageBody page = new PageBody();
    if (index >= 0 && index < tenant.head()) {
      int burst = events.timeline.burst(index);
      boolean rising = ascending == null || ascending;
      for (int step = 0; step < Timeline.BLOCK; step++) {
        int i = burst + (rising ? step : Timeline.BLOCK - 1 - step);
        if (i < tenant.head()
            && events.timeline.burst(i) == burst
            && !tenant.hidden().contains(i)
            && events.kind(i).realtime()
            && !events.time(i).isBefore(reach(call.now()))) {
          page.add(tenant.writer().write(i, expand));
        }
      }
    }
    return Answer.json(200, page.close(Map.of()));
  }

  /** A service mapping, of this query or of the asynchronous one. */
  static Answer mapping(Call call, boolean realtime) {
    call.onlyParams();
    List<Map<String, Object>> services =
        Catalogue.mapping(realtime).entrySet().stream()
            .map(
                service ->
                    Map.<String, Object>of("name", service.getKey(), "entities", entities(service)))
            .toList();
    return Answer.json(200, Map.of("services", services));
  }

  private static List<Map<String, Object>> entities(
      Map.Entry<String, Map<String, List<String>>> service) {
    return service.getValue().entrySet().stream()
        .map(
            entity -> Map.<String, Object>of("name", entity.getKey(), "actions", entity.getValue()))
        .toList();
  }

  /** Refuses a service that the mapping does not list, where that is the vendor's habit. */
  static void refuseService(Habits habits, Query query, boolean realtime) {
    if (query.serviceName() != null
        && habits.is("unknown-service", "refuse")
        && !Catalogue.mapping(realtime).containsKey(query.serviceName())) {
      throw new Refusal(400, "invalid.value", "unknown service " + query.serviceName())
          .at("serviceName");
    }
  }

  private Instant reach(Instant now) {
    return now.minus(habits.time("realtime-reach"));
  }

  private boolean hits(Call call, String fault) {
    return faults.hits(fault, call.tenant().seeded(), call.number());
  }
}
