package org.auditcaravan.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One cause of a failure, with what shows it and how it is repaired. It never holds a secret.
 *
 * @param cause the cause
 * @param evidence what shows it, by name, in the order in which it is told
 * @param facts further values that the repair's steps name
 */
public record Finding(Cause cause, Map<String, String> evidence, Map<String, String> facts) {
  private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

  public Finding {
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
  }

  /** A finding with evidence alone, given as names and values in turn. */
  static Finding of(Cause cause, Map<String, String> facts, String... evidence) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < evidence.length; i += 2) {
      if (evidence[i + 1] != null) {
        all.put(evidence[i], evidence[i + 1]);
      }
    }
    return new Finding(cause, all, facts);
  }

  /** The cause in one sentence. */
  public String sentence() {
    return cause.sentence();
  }

  /** The repair, step by step, in the vendor's own menu names. */
  public List<String> repair() {
    return cause.repair().stream().map(this::filled).toList();
  }

  /** The whole finding in one line, as the ledger keeps it beside a window. */
  public String line() {
    return "cause "
        + cause.id()
        + ": "
        + sentence()
        + " Repair: "
        + String.join(" ", repair())
        + " (doctor tells more)";
  }

  /** What is not known reads as what it is called: {@code the permission}. */
  private String filled(String step) {
    return NAME.matcher(step)
        .replaceAll(
            name -> {
              String key = name.group(1);
              String value = facts.getOrDefault(key, evidence.get(key));
              return Matcher.quoteReplacement(value == null ? otherwise(key) : value);
            })
        .strip();
  }

  private static String otherwise(String key) {
    return key.equals("near") ? "" : "the " + key;
  }
}
