package org.auditcaravan.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The asynchronous query of the audit API: submit, poll, read pages by cursor or a download. */
final class AsyncAudits {
  private final Habits habits;
  private final Faults faults;
  private final Traffic traffic;
  private final Map<String, Job> jobs = new HashMap<>();

  /** A query that was submitted; it answers from what could be seen at that moment. */
  private static final class Job {
    final String id;
    final Tenant tenant;
    final Query query;
    final Instant start;
    final Selection selection;

    /** The state that it ends in, or null when it never ends. */
    final String end;

    int polls;

    Job(String id, Call call, Query query, Selection selection, String end) {
      this.id = id;
      this.tenant = call.tenant();
      this.query = query;
      this.start = call.now();
      this.selection = selection;
      this.end = end;
    }
  }

  AsyncAudits(Habits habits, Faults faults, Traffic traffic) {
    this.habits = habits;
    this.faults = faults;
    this.traffic = traffic;
  }

  /** {@code POST /api/v2/audits/query}. */
  Answer submit(Call call) {
    call.onlyParams();
    Query query = Query.parse(call.json(), Set.of(), habits.time("longest-interval"));
    RealtimeAudits.refuseService(habits, query, false);
    Tenant tenant = call.tenant();
    boolean sorts = query.ascending() != null && habits.is("async-sorts", "true");
    Selection selection =
        new Selection(
            tenant,
            query.interval(),
            habits,
            call.now().minus(habits.time("retention")),
            Set.copyOf(tenant.hidden()),
            sorts ? query.ascending() : habits.is("default-order", "ascending"),
            Selection.of(tenant.events(), query, false));
    String id = tenant.seeded().guid(call.number(), 300);
    String end =
        hits(call, "failed")
            ? "Failed"
            : hits(call, "cancelled") ? "Cancelled" : hits(call, "stuck") ? null : "Succeeded";
    jobs.values().removeIf(job -> expired(job, call.now()));
    Job job = new Job(id, call, query, selection, end);
    jobs.put(id, job);
    // Both answers are documented; which one is given is no news.
    return Answer.json(tenant.seeded().below(2, call.number(), 301) == 0 ? 200 : 202, status(job));
  }

  /** {@code GET /api/v2/audits/query/{transactionId}}. */
  Answer poll(Call call, String id) {
    call.onlyParams();
    Job job = job(call, id);
    job.polls++;
    return Answer.json(done(job) ? 200 : 202, status(job));
  }

  /** {@code GET /api/v2/audits/query/{transactionId}/results}. */
  Answer results(Call call, String id) {
    call.onlyParams("cursor", "pageSize", "expand", "allowRedirect");
    Job job = job(call, id);
    int pageSize = call.paramNumber("pageSize", 25, 500);
    boolean expand = call.expandsUser();
    String redirect = call.param("allowRedirect");
    if (redirect != null && !Set.of("true", "false").contains(redirect)) {
      throw new Refusal(400, "invalid.query.param.value", "allowRedirect is true or false")
          .at("allowRedirect");
    }
    String cursor = call.param("cursor");
    if (cursor != null && hits(call, "lost-cursor")) {
      throw new Refusal(404, "not.found", "the cursor has expired").at("cursor");
    }
    int last = cursor == null ? -1 : Cursor.read(cursor, id, "cursor");
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put("pageSize", pageSize);
    PageBody page = new PageBody();
    if (!done(job) || !job.end.equals("Succeeded") || hits(call, "nothing")) {
      // Seen: who reads before the query has succeeded gets an empty page, and no warning.
      return Answer.json(200, page.close(members));
    }
    Pages pages = new Pages(call, faults, job.selection, id, habits.number("async-cap"));
    if (pages.above() && habits.is("above-cap", "refuse")) {
      throw new Refusal(413, "request.entity.too.large", "the query matches too many events");
    }
    if ("true".equals(redirect) && isLarge(job)) {
      return redirect(call, job, members, last);
    }
    traffic.page(job.tenant, job.query.interval(), job.query.serviceName());
    members.put(
        "cursor", pages.fill(page, cursor, "cursor", pageSize, job.tenant.served(faults, expand)));
    return Answer.json(200, page.close(members));
  }

  private Answer redirect(Call call, Job job, Map<String, Object> members, int last) {
    String url =
        call.base()
            + "/download/"
            + job.id
            + "?after="
            + last
            + "&X-Amz-Signature="
            + signature(job, last);
    members.put("downloadUrl", url);
    Answer answer = Answer.json(302, members);
    answer.headers().put("Location", url);
    return answer;
  }

  /**
   * What a download address leads to.
   *
   * @throws Refusal when the address is not one that was given out
   */
  Download download(Tenant tenant, String id, String after, String signature, Instant now) {
    Job job = jobs.get(id);
    if (job == null
        || job.tenant != tenant
        || expired(job, now)
        || after == null
        || !after.matches("-1|[0-9]{1,9}")
        || !signature(job, Integer.parseInt(after)).equals(signature)) {
      throw new Refusal(403, "SignatureDoesNotMatch", "the download address is not valid");
    }
    int last = Integer.parseInt(after);
    traffic.page(tenant, job.query.interval(), job.query.serviceName());
    return new Download(
        tenant.writer(),
        job.selection,
        last < 0 ? job.selection.first() : job.selection.after(last),
        habits);
  }

  private boolean isLarge(Job job) {
    int left = habits.number("redirect-above");
    for (int i = job.selection.first(); i >= 0; i = job.selection.after(i)) {
      if (left-- == 0) {
        return true;
      }
    }
    return false;
  }

  private Job job(Call call, String id) {
    Job job = jobs.get(id);
    boolean known = job != null && job.tenant == call.tenant() && !expired(job, call.now());
    if (!known || hits(call, "lost")) {
      throw new Refusal(404, "not.found", "no query with transaction id " + id)
          .param("transactionId", id);
    }
    return job;
  }

  private boolean expired(Job job, Instant now) {
    return !now.isBefore(job.start.plus(habits.time("transaction-life")));
  }

  private boolean done(Job job) {
    return job.end != null && job.polls > habits.number("async-polls");
  }

  private boolean hits(Call call, String fault) {
    return faults.hits(fault, call.tenant().seeded(), call.number());
  }

  private Map<String, Object> status(Job job) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("id", job.id);
    status.put("state", done(job) ? job.end : job.polls < 2 ? "Queued" : "Running");
    status.put("startDate", job.start.toString());
    for (String name : new String[] {"interval", "serviceName", "filters", "sort"}) {
      JsonNode value = job.query.body().get(name);
      if (value != null && !value.isNull()) {
        status.put(name, value);
      }
    }
    return status;
  }

  private static String signature(Job job, int after) {
    return Long.toHexString(job.tenant.seeded().bits(job.id.hashCode(), after));
  }
}
