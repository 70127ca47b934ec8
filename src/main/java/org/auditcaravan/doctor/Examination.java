package org.auditcaravan.doctor;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the doctor found out about one source.
 *
 * @param source its name
 * @param steps what each step saw, in order; a step that made no sense any more is not there
 * @param findings what is wrong, what stops first
 */
public record Examination(String source, Map<String, String> steps, List<Finding> findings) {

  public Examination {
    findings =
        findings.stream().sorted(Comparator.comparing(found -> found.cause().weight())).toList();
  }

  /** The one named cause: what has to be repaired first. Empty for a healthy source. */
  public Optional<Finding> cause() {
    return findings.stream()
        .filter(found -> found.cause().weight() != Cause.Weight.NOTES)
        .findFirst();
  }

  /** Whether something is wrong that has this weight. */
  public boolean has(Cause.Weight weight) {
    return findings.stream().anyMatch(found -> found.cause().weight() == weight);
  }
}
