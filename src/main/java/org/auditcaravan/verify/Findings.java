package org.auditcaravan.verify;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was found, by many threads; each kind is said once of an object. */
final class Findings {
  private final Set<Finding> found = ConcurrentHashMap.newKeySet();

  void add(Finding.Kind kind, String object, String sentence) {
    if (!has(kind, object)) {
      found.add(new Finding(kind, object, sentence));
    }
  }

  boolean has(Finding.Kind kind, String object) {
    return found.stream()
        .anyMatch(finding -> finding.kind() == kind && finding.object().equals(object));
  }

  /** Says something more exact of an object than these kinds did. */
  void replace(Set<Finding.Kind> kinds, Finding better) {
    found.removeIf(
        finding -> finding.object().equals(better.object()) && kinds.contains(finding.kind()));
    add(better.kind(), better.object(), better.sentence());
  }

  /** All of it, damage first, by object. */
  List<Finding> sorted() {
    return found.stream()
        .sorted(
            Comparator.comparing((Finding finding) -> !finding.damage())
                .thenComparing(Finding::object)
                .thenComparing(Finding::kind))
        .toList();
  }
}
