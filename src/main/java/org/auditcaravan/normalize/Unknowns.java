package org.auditcaravan.normalize;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Counts entity types, top-level members and values of closed lists that a source sends and its
 * mapping has not heard of. They are archived like all others; the counts, which are also the
 * metric {@code audit_unknown_total}, say that the vendor has something new. Safe for many threads.
 */
public final class Unknowns {
  /** Names that are kept apart; all further ones are counted together. */
  static final int MOST_NAMES = 200;

  private static final int LONGEST_NAME = 200;
  private static final int MOST_TOLD = 10;
  private static final Logger LOG = Logger.getLogger(Unknowns.class);

  /** A name is the vendor's, and stands in lines of log and status. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  static final String OTHERS = "(others)";

  private final String source;
  private final Map<String, LongAdder> entityTypes = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> members = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> values = new ConcurrentHashMap<>();

  /**
   * @param source whose events are counted
   */
  Unknowns(String source) {
    this.source = source;
  }

  void entityType(String name) {
    count("entity type", entityTypes, name);
  }

  void member(String name) {
    count("member", members, name);
  }

  void value(String field, String value) {
    count("value", values, field + "=" + value);
  }

  /** How many events of each unknown entity type were seen. */
  public Map<String, Long> entityTypes() {
    return counts(entityTypes);
  }

  /** How many events with each unknown top-level member were seen. */
  public Map<String, Long> members() {
    return counts(members);
  }

  /** How many events with each unknown value of a closed list were seen, as {@code level=NEW}. */
  public Map<String, Long> values() {
    return counts(values);
  }

  /** How many there were, of whatever kind. */
  long sum() {
    return Stream.of(entityTypes, members, values)
        .flatMap(counts -> counts.values().stream())
        .mapToLong(LongAdder::sum)
        .sum();
  }

  /** All of them in one sentence. */
  String sentence() {
    List<String> names = new ArrayList<>();
    entityTypes().forEach((name, count) -> names.add("entity type " + name + " (" + count + ")"));
    members().forEach((name, count) -> names.add("member " + name + " (" + count + ")"));
    values().forEach((name, count) -> names.add("value " + name + " (" + count + ")"));
    int more = names.size() - MOST_TOLD;
    return "the vendor sends what no mapping knows, with the number of events: "
        + names.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "")
        + "; all of it is archived in rawPayload: add it to the mapping's record, or to its"
        + " record.known";
  }

  private void count(String kind, Map<String, LongAdder> counts, String sent) {
    String name = CONTROL.matcher(sent).replaceAll(" ");
    boolean known = counts.containsKey(name);
    boolean fits = name.length() <= LONGEST_NAME && counts.size() < MOST_NAMES;
    counts
        .computeIfAbsent(!known && !fits ? OTHERS : name, first -> counter(kind, first))
        .increment();
  }

  /** The first of its name is worth a line in the log; the metric can raise an alarm. */
  private LongAdder counter(String kind, String name) {
    LOG.infof("%s: the vendor sends the %s %s, which no mapping knows", source, kind, name);
    LongAdder counter = new LongAdder();
    FunctionCounter.builder("audit.unknown", counter, LongAdder::sum)
        .tags("source", source, "kind", kind, "name", name)
        .register(Metrics.globalRegistry);
    return counter;
  }

  private static Map<String, Long> counts(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((name, count) -> sums.put(name, count.sum()));
    return sums;
  }
}
