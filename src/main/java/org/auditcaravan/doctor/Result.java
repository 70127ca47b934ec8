package org.auditcaravan.doctor;

import java.util.List;

/**
 * What a step came to.
 *
 * @param said what was seen, in a few words
 * @param findings what is wrong, most important first
 */
public record Result(String said, List<Finding> findings) {

  static Result good(String said) {
    return new Result(said, List.of());
  }

  static Result bad(String said, Finding finding) {
    return new Result(said, List.of(finding));
  }

  boolean stops() {
    return findings.stream().anyMatch(f -> f.cause().weight() == Cause.Weight.STOPS);
  }
}
