package org.auditcaravan.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Contract B, the customer's documented {@code GET /api/v2/audit/events} for BYOC trunks. A scope
 * or an environment that the client lacks takes events away under status 200: {@code total} counts
 * them all the same. Dates and page tokens, which the document leaves out, are those of contract A.
 */
final class AuditEvents {
  private static final String PARAMETER = "invalid.query.param.value";

  private final Habits habits;

  AuditEvents(Habits habits) {
    this.habits = habits;
  }

  Answer query(Call call) {
    call.onlyParams(
        "type", "search", "environmentId", "pageSize", "dateFrom", "dateTo", "pageToken");
    Set<String> scopes = Set.of(call.token().scope.split("\\s+"));
    need(scopes, "audit:read");
    need(scopes, "security:read");
    String from = call.param("dateFrom");
    String to = call.param("dateTo");
    if (from == null || to == null) {
      throw new Refusal(400, "invalid.date", "name dateFrom and dateTo").at("dateFrom");
    }
    int pageSize = call.paramNumber("pageSize", 25, 1000);
    Tenant tenant = call.tenant();
    String environment = environment(call);
    IntPredicate asked = asked(tenant.auditEvents(), call, environment);
    IntPredicate shown = shown(tenant.auditEvents(), call, scopes, environment);
    Interval interval =
        Interval.between(
            Interval.instant(from, "dateFrom"), Interval.instant(to, "dateTo"), "dateTo");
    Selection all = selection(call, interval, asked);
    Selection visible = selection(call, interval, asked.and(shown));
    String token = call.param("pageToken");
    int last = token == null ? -1 : Cursor.read(token, from + to, "pageToken");
    int next = last < 0 ? visible.first() : visible.after(last);
    PageBody page = new PageBody();
    for (int room = pageSize; next >= 0 && room > 0; room--) {
      page.add(tenant.auditEvents().write(next));
      last = next;
      next = visible.after(next);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("total", count(all));
    members.put("nextPage", next < 0 ? null : Cursor.of(from + to, last));
    return Answer.json(200, page.close(members));
  }

  private Selection selection(Call call, Interval interval, IntPredicate wanted) {
    return new Selection(
        call.tenant(),
        interval,
        habits,
        call.now().minus(habits.time("auditlogs-retention")),
        call.tenant().hidden(),
        true,
        wanted);
  }

  private static int count(Selection all) {
    int count = 0;
    for (int i = all.first(); i >= 0; i = all.after(i)) {
      count++;
    }
    return count;
  }

  private static void need(Set<String> scopes, String scope) {
    if (!scopes.contains(scope)) {
      throw new Refusal(
          403, "app.not.authorized.for.scope", "the client is not authorized for scope " + scope);
    }
  }

  private static String environment(Call call) {
    String environment = call.param("environmentId");
    List<String> known = call.tenant().auditEvents().environments();
    if (environment == null) {
      return null;
    }
    if (!known.contains(environment)) {
      throw new Refusal(400, PARAMETER, "there is no environment " + environment)
          .at("environmentId");
    }
    if (restricted(call) && !environment.equals(known.get(0))) {
      throw new Refusal(
          403, "not.authorized", "the account has no access to environment " + environment);
    }
    return environment;
  }

  /** A type stands for itself and for the family that begins with it: TRUNK for TRUNK_UPDATE. */
  private static IntPredicate asked(AuditEventWriter events, Call call, String environment) {
    String type = call.param("type");
    String search = call.param("search");
    return index ->
        (type == null
                || events.type(index).equals(type)
                || events.type(index).startsWith(type + "_"))
            && (environment == null || environment.equals(events.environment(index)))
            && (search == null || events.text(index).contains(search.toLowerCase(Locale.ROOT)));
  }

  private static IntPredicate shown(
      AuditEventWriter events, Call call, Set<String> scopes, String environment) {
    boolean byoc = scopes.contains("byoc:read");
    String only = restricted(call) ? events.environments().get(0) : environment;
    return index ->
        events.environment(index) == null
            || (byoc && (only == null || only.equals(events.environment(index))));
  }

  private static boolean restricted(Call call) {
    return call.token().client.endsWith("-restricted");
  }
}
