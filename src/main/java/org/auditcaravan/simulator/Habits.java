package org.auditcaravan.simulator;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.auditcaravan.config.Fault;

/**
 * How the simulated vendor behaves where the real one is not documented, or where a test wants to
 * be faster or stricter. Each name is a key below {@code audit.simulator.vendor.}; what is not
 * given has the default in {@link #DEFAULTS}.
 */
final class Habits {
  /** Every habit and its default. */
  static final Map<String, String> DEFAULTS =
      new TreeMap<>(
          Map.ofEntries(
              // Whether an interval holds its ends: both, start, or none. Unconfirmed.
              Map.entry("interval-ends", "both"),
              // The order where no sort is asked for. Unconfirmed.
              Map.entry("default-order", "descending"),
              // Whether the asynchronous query obeys the sort. Unconfirmed.
              Map.entry("async-sorts", "true"),
              // Polls that an asynchronous query is not yet done at.
              Map.entry("async-polls", "2"),
              // How long a finished query is kept. Unconfirmed.
              Map.entry("transaction-life", "PT1H"),
              // Above so many results a redirect is given to who allows it.
              Map.entry("redirect-above", "10000"),
              // What a download holds: entities, array or lines. Unconfirmed.
              Map.entry("download", "entities"),
              // How far back the realtime query reaches; older events are silently left out.
              Map.entry("realtime-reach", "P14D"),
              // Realtime results beyond this number are never served; 0 is no limit. Unconfirmed.
              Map.entry("realtime-cap", "0"),
              // Events of a query that the asynchronous query serves, and of one that contract A
              // does; 0 is no limit. What is more is cut off, or refused. Unconfirmed.
              Map.entry("async-cap", "0"),
              Map.entry("auditlogs-cap", "0"),
              Map.entry("above-cap", "cut"),
              // Whether contract A tells a total.
              Map.entry("auditlogs-total", "false"),
              // The largest page of the realtime query. Unconfirmed.
              Map.entry("realtime-page", "500"),
              // A realtime interval above this times out with 504; PT0S is no limit.
              Map.entry("realtime-timeout-above", "PT0S"),
              Map.entry("longest-interval", "P30D"),
              Map.entry("retention", "P365D"),
              // A service that the mapping does not list: empty or refuse. Seen: empty.
              Map.entry("unknown-service", "empty"),
              // An answer above so many bytes is refused; 0 is no limit.
              Map.entry("largest-answer", "0"),
              // A tighter budget of the audit queries, per minute; 0 is none. Size unknown.
              Map.entry("audit-requests-per-minute", "0"),
              // What an unknown OAuth scope leads to: ignore or refuse. Unconfirmed.
              Map.entry("unknown-scope", "ignore"),
              // Live tokens of a client; an older one dies. 0 is no limit. Unconfirmed.
              Map.entry("live-tokens", "10"),
              // A token dies after so long without use, as in HIPAA organisations; PT0S is never.
              Map.entry("token-idle", "PT0S"),
              // Whether scope offline_access brings a refresh token (the customer's guide).
              Map.entry("refresh-tokens", "true"),
              // Contract A: requests of an organisation in ten seconds, and its retention.
              Map.entry("auditlogs-requests", "100"),
              Map.entry("auditlogs-retention", "P180D"),
              // Contract B: requests of a client in a minute.
              Map.entry("audit-events-requests", "1000"),
              // Azure DevOps: whether it audits at all: on, off, or silent about its reading.
              Map.entry("azure-auditing", "on"),
              // What who has no good token gets: a plain status, a page under 203, or a redirect.
              Map.entry("azure-sign-in", "status"),
              // Throughput units of an identity in five minutes; each request costs one.
              Map.entry("azure-units", "200"),
              // The longest that a late event takes to become visible.
              Map.entry("late-by", "PT10M"),
              // How long a slow answer takes.
              Map.entry("slow-by", "PT3S")));

  private static final Map<String, Set<String>> CHOICES =
      Map.ofEntries(
          Map.entry("interval-ends", Set.of("both", "start", "none")),
          Map.entry("default-order", Set.of("ascending", "descending")),
          Map.entry("async-sorts", Set.of("true", "false")),
          Map.entry("above-cap", Set.of("cut", "refuse")),
          Map.entry("auditlogs-total", Set.of("true", "false")),
          Map.entry("download", Set.of("entities", "array", "lines")),
          Map.entry("unknown-service", Set.of("empty", "refuse")),
          Map.entry("unknown-scope", Set.of("ignore", "refuse")),
          Map.entry("refresh-tokens", Set.of("true", "false")),
          Map.entry("azure-auditing", Set.of("on", "off", "silent")),
          Map.entry("azure-sign-in", Set.of("status", "page", "redirect")));

  private final Map<String, String> values = new TreeMap<>(DEFAULTS);

  /**
   * @throws Fault when a name or a value is not known
   */
  Habits(Map<String, String> given) {
    given.forEach(
        (name, value) -> {
          String key = "audit.simulator.vendor." + name;
          if (!DEFAULTS.containsKey(name)) {
            throw new Fault(
                key + " is not known: use one of " + String.join(", ", DEFAULTS.keySet()) + ".");
          }
          if (!valid(name, value.strip())) {
            throw new Fault(
                key
                    + "="
                    + value
                    + " cannot be: it is like "
                    + DEFAULTS.get(name)
                    + " by default"
                    + (CHOICES.containsKey(name) ? ", use one of " + CHOICES.get(name) : "")
                    + ".");
          }
          values.put(name, value.strip());
        });
  }

  private static boolean valid(String name, String value) {
    String sample = DEFAULTS.get(name);
    if (CHOICES.containsKey(name)) {
      return CHOICES.get(name).contains(value);
    }
    if (!sample.startsWith("P")) {
      return value.matches("[0-9]{1,9}");
    }
    try {
      return !Duration.parse(value).isNegative();
    } catch (DateTimeException e) {
      return false;
    }
  }

  boolean is(String name, String value) {
    return values.get(name).equals(value);
  }

  int number(String name) {
    return Integer.parseInt(values.get(name));
  }

  Duration time(String name) {
    return Duration.parse(values.get(name));
  }
}
