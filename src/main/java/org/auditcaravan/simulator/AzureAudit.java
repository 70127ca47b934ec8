package org.auditcaravan.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auditcaravan.simulator.AzureEventWriter.Poll;
import org.auditcaravan.simulator.Desk.Request;

/**
 * The audit log of an Azure DevOps organisation, newest first ({@code apis/azure-devops-audit.md},
 * section 1). The last page has a token, too, and each reading is logged itself.
 */
final class AzureAudit {
  private static final Set<String> PARAMETERS =
      Set.of(
          "startTime",
          "endTime",
          "batchSize",
          "continuationToken",
          "skipAggregation",
          "api-version");
  private static final Set<String> VERSIONS = Set.of("7.1-preview.1", "7.2-preview.1");
  private static final Duration RETENTION = Duration.ofDays(90);

  /** One line of the log: its place in the order, its id, and its JSON. */
  private record Entry(Instant time, String id, byte[] json) {}

  private final Tenant tenant;
  private final Habits habits;
  private final AzureEventWriter writer;
  private final List<Poll> polls = new ArrayList<>();

  AzureAudit(Tenant tenant, Habits habits) {
    this.tenant = tenant;
    this.habits = habits;
    this.writer = new AzureEventWriter(tenant.events());
  }

  Answer query(Request request, String client, String objectId) {
    for (String name : request.params().keySet()) {
      if (!PARAMETERS.contains(name)) {
        throw new Refusal(400, "", "The parameter " + name + " is not known.");
      }
    }
    if (!VERSIONS.contains(param(request, "api-version", ""))) {
      throw new Refusal(400, "", "An api-version of a preview must be named, as 7.1-preview.1.");
    }
    Instant from = Interval.instant(param(request, "startTime", Instant.EPOCH.toString()), "");
    Instant to = Interval.instant(param(request, "endTime", request.now().toString()), "");
    int size = Integer.parseInt(param(request, "batchSize", "200"));
    List<Entry> entries = entries(Interval.between(from, to, "endTime"), request.now());
    int first = after(entries, param(request, "continuationToken", null));
    int end = Math.min(entries.size(), first + size);
    if (habits.is("azure-auditing", "on")) {
      String agent = request.header().apply("User-Agent");
      polls.add(new Poll(polls.size(), request.now(), client, objectId, agent, from, to));
    }
    return Answer.json(200, page(entries.subList(first, end), end < entries.size()));
  }

  private List<Entry> entries(Interval interval, Instant now) {
    List<Entry> entries = new ArrayList<>();
    if (habits.is("azure-auditing", "off")) {
      return entries;
    }
    Instant oldest = now.minus(RETENTION);
    Selection selection =
        new Selection(tenant, interval, habits, oldest, tenant.hidden(), true, index -> true);
    for (int i = selection.first(); i >= 0; i = selection.after(i)) {
      entries.add(new Entry(writer.time(i), writer.id(i), writer.write(i)));
    }
    polls.stream()
        .filter(poll -> !poll.time().isBefore(interval.from()))
        .filter(poll -> !poll.time().isAfter(interval.to()))
        .forEach(poll -> entries.add(new Entry(poll.time(), writer.id(poll), writer.write(poll))));
    entries.sort(Comparator.comparing(Entry::time).thenComparing(Entry::id).reversed());
    return entries;
  }

  private static int after(List<Entry> entries, String token) {
    if (token == null) {
      return 0;
    }
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).id().equals(token)) {
        return i + 1;
      }
    }
    throw new Refusal(400, "", "The continuation token is not valid.");
  }

  private static byte[] page(List<Entry> entries, boolean more) {
    StringBuilder page = new StringBuilder("{\"decoratedAuditLogEntries\":[");
    for (int i = 0; i < entries.size(); i++) {
      page.append(i == 0 ? "" : ",")
          .append(new String(entries.get(i).json(), StandardCharsets.UTF_8));
    }
    String token = entries.isEmpty() ? null : entries.get(entries.size() - 1).id();
    page.append("],\"continuationToken\":").append(token == null ? null : '"' + token + '"');
    return page.append(",\"hasMore\":")
        .append(more)
        .append('}')
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String param(Request request, String name, String otherwise) {
    Map<String, List<String>> params = request.params();
    return params.containsKey(name) ? params.get(name).get(0) : otherwise;
  }
}
