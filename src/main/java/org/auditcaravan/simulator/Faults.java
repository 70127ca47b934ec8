package org.auditcaravan.simulator;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.auditcaravan.config.Fault;

/**
 * What goes wrong on purpose. Each fault has a share of the answers (of the events for {@code late}
 * and {@code changed}, of the queries for {@code failed}, {@code cancelled} and {@code stuck}), can
 * be switched while the simulator runs, and can be asked for outright for the next answers. Which
 * answers are hit follows from the seed and their number.
 *
 * <table>
 *   <caption>what a vendor may say that is not so</caption>
 *   <tr><td>failed, cancelled, stuck</td><td>an asynchronous query ends so, or never ends</td></tr>
 *   <tr><td>lost</td><td>the vendor does not know the query any more: 404</td></tr>
 *   <tr><td>nothing</td><td>the results of a query that succeeded are empty</td></tr>
 *   <tr><td>same-cursor</td><td>a page names the cursor that led to it</td></tr>
 *   <tr><td>lost-cursor</td><td>the vendor does not know the cursor that it gave</td></tr>
 *   <tr><td>promise</td><td>a page has no events, and promises more</td></tr>
 *   <tr><td>total</td><td>a total that is another one with every answer</td></tr>
 *   <tr><td>skip</td><td>a page begins one event too late, as when pages shift</td></tr>
 *   <tr><td>changed</td><td>an event is served with other content than before</td></tr>
 * </table>
 */
public final class Faults {
  /** Every fault there is. */
  public static final List<String> NAMES =
      List.of(
          "401",
          "408",
          "429",
          "500",
          "502",
          "503",
          "504",
          "reset",
          "truncate",
          "html",
          "html-203",
          "empty",
          "slow",
          "drip",
          "hang",
          "late",
          "repeat",
          "failed",
          "cancelled",
          "stuck",
          "lost",
          "nothing",
          "same-cursor",
          "lost-cursor",
          "promise",
          "total",
          "skip",
          "changed",
          "token-error",
          "token-down");

  private static final List<String> OF_ANSWERS = NAMES.subList(0, 15);

  private final Map<String, Double> shares = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> forced = new ConcurrentHashMap<>();
  private final Map<String, Long> injected = new ConcurrentHashMap<>();

  Faults(Map<String, Double> shares) {
    shares.forEach(this::set);
  }

  /** From now on, this share (0 to 1) of the answers suffers from the fault. */
  public void set(String fault, double share) {
    check(fault);
    if (!(share >= 0 && share <= 1)) {
      throw new Fault(
          "audit.simulator.faults." + fault + "=" + share + " is no share: use 0 to 1.");
    }
    shares.put(fault, share);
  }

  /** The next {@code times} answers of the API (never of the login) suffer from this fault. */
  public void next(String fault, int times) {
    check(fault);
    forced.computeIfAbsent(fault, name -> new AtomicInteger()).addAndGet(times);
  }

  /** Ends all faults. */
  public void clear() {
    shares.clear();
    forced.clear();
  }

  /** How often each fault has struck so far. */
  public Map<String, Long> injected() {
    return new TreeMap<>(injected);
  }

  /** The fault of this answer, or an empty text. */
  String ofAnswer(Seeded chance, long answer, boolean login) {
    for (String fault : OF_ANSWERS) {
      // A refused login is the operator's mistake, not a fault of the network: never at random.
      if (login
          ? !fault.equals("401") && drawn(fault, chance, answer)
          : hits(fault, chance, answer)) {
        return fault;
      }
    }
    return "";
  }

  /** Whether this fault hits the thing of that number. */
  boolean hits(String fault, Seeded chance, long number) {
    AtomicInteger asked = forced.get(fault);
    if (asked != null && asked.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      injected.merge(fault, 1L, Long::sum);
      return true;
    }
    return drawn(fault, chance, number);
  }

  /** Whether the thing of that number is of this fault's share; it does not count as a strike. */
  boolean touches(String fault, Seeded chance, long number) {
    double share = shares.getOrDefault(fault, 0.0);
    return share > 0 && chance.share(number, 1000 + NAMES.indexOf(fault)) < share;
  }

  private boolean drawn(String fault, Seeded chance, long number) {
    boolean hit = touches(fault, chance, number);
    if (hit) {
      injected.merge(fault, 1L, Long::sum);
    }
    return hit;
  }

  private static void check(String fault) {
    if (!NAMES.contains(fault)) {
      throw new Fault(
          "audit.simulator.faults."
              + fault
              + " is not a fault: use one of "
              + String.join(", ", NAMES)
              + ".");
    }
  }
}
