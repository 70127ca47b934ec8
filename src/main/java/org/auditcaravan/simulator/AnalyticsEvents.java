package org.auditcaravan.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Contract C, the customer's documented {@code GET /api/v2/analytics/events} for AppFoundry
 * applications. Refusals are told in OAuth's words; client {@code <tenant>-residency} calls from
 * another region than the data's.
 */
final class AnalyticsEvents {
  private static final String DENIED =
      "Access denied. The client does not have permission to access this resource.";

  private final Habits habits;

  AnalyticsEvents(Habits habits) {
    this.habits = habits;
  }

  Answer query(Call call) {
    call.onlyParams("dateFrom", "dateTo", "pageSize", "pageToken", "eventType");
    Set<String> scopes = Set.of(call.token().scope.split("\\s+"));
    Answer answer;
    if (!scopes.containsAll(Set.of("analytics:read", "analytics:export", "org:read"))) {
      answer = denied(DENIED);
    } else if (call.token().client.endsWith("-residency")) {
      answer = denied("Access denied. Data residency: cross-region calls are not permitted.");
    } else {
      answer = page(call);
    }
    answer
        .headers()
        .put("x-genesys-cloud-request-id", call.tenant().seeded().guid(call.number(), 130));
    return answer;
  }

  private static Answer denied(String description) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error", "access_denied");
    body.put("error_description", description);
    return Answer.json(403, body);
  }

  private Answer page(Call call) {
    String from = call.param("dateFrom");
    String to = call.param("dateTo");
    if (from == null || to == null) {
      throw new Refusal(400, "invalid.date", "name dateFrom and dateTo").at("dateFrom");
    }
    int pageSize = call.paramNumber("pageSize", 100, 1000);
    String type = call.param("eventType");
    AnalyticsEventWriter writer = call.tenant().analyticsEvents();
    Selection selection =
        new Selection(
            call.tenant(),
            Interval.between(
                Interval.instant(from, "dateFrom"), Interval.instant(to, "dateTo"), "dateTo"),
            habits,
            call.now().minus(habits.time("auditlogs-retention")),
            call.tenant().hidden(),
            true,
            index -> type == null || type.equals(writer.type(index)));
    String query = from + "|" + to + "|" + type;
    String token = call.param("pageToken");
    int last = token == null ? -1 : Cursor.read(token, query, "pageToken");
    int next = last < 0 ? selection.first() : selection.after(last);
    PageBody page = new PageBody();
    for (int room = pageSize; next >= 0 && room > 0; room--) {
      page.add(writer.write(next));
      last = next;
      next = selection.after(next);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("nextPage", next < 0 ? null : Cursor.of(query, last));
    return Answer.json(200, page.close(members));
  }
}
