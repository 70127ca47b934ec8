package org.auditcaravan.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.auditcaravan.journal.Act;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.window.Gap;

/**
 * What an auditor is told of some days of a source, by its archive alone: JSON in UTF-8.
 *
 * @param formatVersion 1
 * @param source the source's name
 * @param organizationId the organisation whose events these are, or null where it is unknown
 * @param from the first UTC day
 * @param to the last UTC day
 * @param madeAt when the report was made
 * @param productVersion which Audit Caravan made it
 * @param anchoring whether a second place vouches for the chain
 * @param days each day, in order
 * @param entityTypes the records by the type of what they tell of, most first
 * @param gaps what is not covered, in order of time
 * @param digests the links that close these days
 * @param verification what looking at all of it has shown
 * @param configuration the newest start of the service until the last day: configuration, version
 *     and routes in force; null where the journal has none
 * @param journal starts, commands, outages and what people took note of, from the first day on
 * @param unread parts that could not be read, so that entityTypes lack them
 */
@JsonPropertyOrder({
  "formatVersion",
  "source",
  "organizationId",
  "from",
  "to",
  "madeAt",
  "productVersion",
  "totals",
  "anchoring"
})
public record Report(
    int formatVersion,
    String source,
    String organizationId,
    LocalDate from,
    LocalDate to,
    Instant madeAt,
    String productVersion,
    String anchoring,
    List<Day> days,
    List<Count> entityTypes,
    List<Gap> gaps,
    List<Link> digests,
    Verdict verification,
    Act.Started configuration,
    List<Act> journal,
    List<String> unread) {

  /** What is known of a day. */
  public enum State {
    /** Closed, and covered from its first to its last instant. */
    COVERED,
    /** The same, without any event, as the vendor confirmed. */
    EMPTY,
    /** The same, without any event, as far as was seen. */
    SEEN_EMPTY,
    /** Closed, with times that are not covered. */
    GAP,
    /** No digest closes it yet. */
    OPEN,
    /** Let go, as a signed link says. */
    EXPIRED
  }

  /**
   * A UTC day.
   *
   * @param gaps how many times of it are not covered
   */
  public record Day(LocalDate date, State state, long events, long records, int gaps) {}

  /** How many records there are of a name; the name is null where records have none. */
  public record Count(String name, long records) {}

  /**
   * A digest.
   *
   * @param number 0 for what closes the day, 1 and up for each addendum
   * @param keyId the key that signed it, or null
   */
  public record Link(
      long sequence,
      String day,
      int number,
      String key,
      String sha256,
      String keyId,
      Instant sealedAt,
      long events,
      long records) {}

  /**
   * Sums.
   *
   * @param closed days that a digest closes
   */
  public record Totals(long days, long closed, long events, long records, long gaps) {}

  /** All days together. */
  @JsonProperty
  public Totals totals() {
    return new Totals(
        days.size(),
        days.stream().filter(Report::closed).count(),
        days.stream().mapToLong(Day::events).sum(),
        days.stream().mapToLong(Day::records).sum(),
        gaps.size());
  }

  private static boolean closed(Day day) {
    return day.state() != State.OPEN && day.state() != State.EXPIRED;
  }
}
