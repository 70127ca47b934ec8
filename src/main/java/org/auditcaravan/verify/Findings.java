package org.auditcaravan.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was found, by many threads; each kind is said once of an object. */
final class Findings {
  private record About(Finding.Kind kind, String object) {}

  private final Map<About, Finding> found = new ConcurrentHashMap<>();

  void add(Finding.Kind kind, String object, String sentence) {
    found.putIfAbsent(new About(kind, object), new Finding(kind, object, sentence));
  }

  boolean has(Finding.Kind kind, String object) {
    return found.containsKey(new About(kind, object));
  }

  /** Says something more exact of an object than these kinds did. */
  void replace(Set<Finding.Kind> kinds, Finding better) {
    kinds.forEach(kind -> found.remove(new About(kind, better.object())));
    add(better.kind(), better.object(), better.sentence());
  }

  /** All of it, damage first, by object. */
  List<Finding> sorted() {
    return found.values().stream()
        .sorted(
            Comparator.comparing((Finding finding) -> !finding.damage())
                .thenComparing(Finding::object)
                .thenComparing(Finding::kind))
        .toList();
  }
}
