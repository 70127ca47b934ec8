package org.auditcaravan.system;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * The events of one organisation of a {@link StubVendor}. A page token is a number of events to
 * leave out, as where a database is asked with an offset: what becomes visible in the meantime
 * shifts the pages that follow.
 */
final class Shelf {
  /** Which of its two ends an interval holds. */
  enum Ends {
    BOTH,
    START,
    NONE
  }

  /**
   * An event.
   *
   * @param json as it is served
   * @param time its own time
   */
  private record Event(String json, Instant time) {}

  private final List<Event> events = new ArrayList<>();
  private Ends ends = Ends.BOTH;
  private boolean descending;
  private boolean repeating;
  private IntPredicate withheld = page -> false;
  private Runnable whileRead = () -> {};
  private int page;
  private int pages;

  /**
   * Adds an event that can be seen at once.
   *
   * @param time RFC 3339, with as many digits as the vendor is to write
   * @param members further members, each behind a comma
   */
  synchronized Shelf add(String id, String time, String members) {
    String name = id == null ? "" : "\"auditId\":\"" + id + "\",";
    events.add(
        new Event(
            "{" + name + "\"timestamp\":\"" + time + "\"" + members + "}", Instant.parse(time)));
    return this;
  }

  /** Which ends its intervals hold; both by default. */
  synchronized Shelf ends(Ends habit) {
    ends = habit;
    return this;
  }

  /** Serves the newest first. */
  synchronized Shelf descending() {
    descending = true;
    return this;
  }

  /** Begins each further page with the last event of the page before it. */
  synchronized Shelf repeating() {
    repeating = true;
    return this;
  }

  /** Lets something happen, once, after the first page of more than one was served. */
  synchronized Shelf whileRead(Runnable happens) {
    whileRead = happens;
    return this;
  }

  /** Leaves requests without an answer, by the number of their page in its read, from 1 on. */
  synchronized Shelf withhold(IntPredicate numbers) {
    withheld = numbers;
    return this;
  }

  /** The newest page that was asked for, by its number in its read. */
  synchronized int page() {
    return page;
  }

  /** How many pages were served. */
  synchronized int pages() {
    return pages;
  }

  /** Each event that there is, as it is served, with the number of its copies. */
  synchronized Map<String, Long> truth() {
    return events.stream()
        .collect(Collectors.groupingBy(Event::json, LinkedHashMap::new, Collectors.counting()));
  }

  /** An answer, or none. */
  synchronized Optional<String> page(Instant from, Instant to, int size, int skip) {
    page = skip / size + 1;
    if (withheld.test(page)) {
      return Optional.empty();
    }
    pages++;
    Comparator<Event> order = Comparator.comparing(Event::time);
    List<String> all =
        events.stream()
            .filter(event -> asked(event.time(), from, to))
            .sorted(descending ? order.reversed() : order)
            .map(Event::json)
            .toList();
    int end = Math.min(all.size(), skip + size);
    int begin = Math.min(end, repeating && skip > 0 ? skip - 1 : skip);
    if (end < all.size() && skip == 0) {
      Runnable happens = whileRead;
      whileRead = () -> {};
      happens.run();
    }
    return Optional.of(
        "{\"entities\":["
            + String.join(",", all.subList(begin, end))
            + "],\"nextPage\":"
            + (end < all.size() ? "\"" + end + "\"" : "null")
            + "}");
  }

  private boolean asked(Instant time, Instant from, Instant to) {
    return (time.isAfter(from) || (time.equals(from) && ends != Ends.NONE))
        && (time.isBefore(to) || (time.equals(to) && ends == Ends.BOTH));
  }
}
