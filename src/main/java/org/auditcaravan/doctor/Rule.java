package org.auditcaravan.doctor;

import java.util.function.Predicate;

/**
 * When a refusal has which cause; of a list of rules the first that holds counts.
 *
 * @param when whether it holds
 * @param cause the cause then
 */
record Rule(Predicate<Symptom> when, Cause cause) {

  /** A rule for answers of the token endpoint. */
  static Rule login(Predicate<Symptom> when, Cause cause) {
    return new Rule(when.and(Symptom::login), cause);
  }

  /** A rule for answers of the API. */
  static Rule api(Predicate<Symptom> when, Cause cause) {
    return new Rule(when.and(symptom -> !symptom.login()), cause);
  }
}
