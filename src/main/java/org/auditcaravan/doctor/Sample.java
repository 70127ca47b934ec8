package org.auditcaravan.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.auditcaravan.auth.Claims;
import org.auditcaravan.normalize.Event;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.pagination.Ask;
import org.auditcaravan.pagination.Evidence;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.RetryAfter;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.WindowRead;

/**
 * What came of asking for yesterday's events, up to the first page that has some.
 *
 * @param token the token that was used
 * @param refusals why the vendor refused, empty where it did not
 * @param first the events of the first page that has some
 * @param uncovered services that were asked for and left out
 * @param vendorTime what the last answer's {@code Date} said, or null
 * @param localTime when the last answer was there
 */
record Sample(
    String token,
    List<Finding> refusals,
    List<Event> first,
    List<String> uncovered,
    Instant vendorTime,
    Instant localTime) {
  /** An asynchronous query is asked for its state every few seconds: about two minutes. */
  private static final int MOST_REQUESTS = 60;

  private static final int MOST_VALUES = 50;

  /**
   * Asks by the product's own routes.
   *
   * @throws org.auditcaravan.pagination.VendorException when a name is unknown, or nobody answers
   */
  static Sample take(Calls calls, Waiting waiting, Source source, Map<String, String> filters) {
    WindowRead read = calls.yesterday(source, filters);
    String token = calls.token(read);
    List<Event> events = new ArrayList<>();
    Instant vendor = null;
    Instant local = null;
    for (int n = 0; n < MOST_REQUESTS && events.isEmpty() && read.hasNext(); n++) {
      await(waiting, read.paging().ask(), local);
      Reply reply = calls.ask(read, token);
      vendor = RetryAfter.date(reply.header("date")).orElse(null);
      local = reply.received();
      if (!answered(reply) && !read.paging().expects(reply)) {
        Evidence evidence = Evidence.ofApi(reply, token, Claims.of(token));
        return new Sample(token, Diagnosis.of(source, evidence), events, List.of(), vendor, local);
      }
      Page page = read.paging().accept(reply);
      events.addAll(page.events());
    }
    List<String> uncovered =
        read.paging().modes().entrySet().stream()
            .filter(mode -> mode.getValue().equals("uncovered"))
            .map(Map.Entry::getKey)
            .toList();
    return new Sample(token, List.of(), events, uncovered, vendor, local);
  }

  /** A sign-in page comes with 203, or with 200, and is HTML. */
  private static boolean answered(Reply reply) {
    String type = reply.header("content-type");
    return reply.succeeded() && (type == null || !type.contains("html"));
  }

  private static void await(Waiting waiting, Ask ask, Instant now) {
    if (ask.notBefore() != null && now != null && ask.notBefore().isAfter(now)) {
      waiting.pass(Duration.between(now, ask.notBefore()));
    }
  }

  int events() {
    return first.size();
  }

  /** The values that the events have under these names, so that a wrong one can be corrected. */
  static String seen(List<Event> events, Collection<String> names) {
    return names.stream()
        .map(name -> name + " " + new TreeSet<>(values(events, name)))
        .collect(Collectors.joining(", "));
  }

  /** Some of them: there may be as many as events. */
  private static List<String> values(List<Event> events, String name) {
    String member = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return events.stream()
        .map(event -> event.text(member))
        .filter(value -> value != null && !value.isEmpty())
        .distinct()
        .limit(MOST_VALUES)
        .toList();
  }
}
