package org.auditcaravan.normalize;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts entity types and top-level members that no mapping has heard of. They are archived like
 * all others; the counts say that the vendor has something new. Safe for many threads.
 */
public final class Unknowns {
  /** Names that are kept apart; all further ones are counted together. */
  static final int MOST_NAMES = 200;

  private static final int LONGEST_NAME = 200;

  static final String OTHERS = "(others)";

  private final Map<String, LongAdder> entityTypes = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> members = new ConcurrentHashMap<>();

  void entityType(String name) {
    count(entityTypes, name);
  }

  void member(String name) {
    count(members, name);
  }

  /** How many events of each unknown entity type were seen. */
  public Map<String, Long> entityTypes() {
    return counts(entityTypes);
  }

  /** How many events with each unknown top-level member were seen. */
  public Map<String, Long> members() {
    return counts(members);
  }

  private static void count(Map<String, LongAdder> counts, String name) {
    boolean known = counts.containsKey(name);
    boolean fits = name.length() <= LONGEST_NAME && counts.size() < MOST_NAMES;
    counts.computeIfAbsent(!known && !fits ? OTHERS : name, any -> new LongAdder()).increment();
  }

  private static Map<String, Long> counts(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((name, count) -> sums.put(name, count.sum()));
    return sums;
  }
}
