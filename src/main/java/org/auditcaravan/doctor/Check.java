package org.auditcaravan.doctor;

import org.auditcaravan.source.Source;

/** One step of an examination. It changes nothing at the vendor. */
interface Check {

  /** The step's name in reports. */
  String name();

  /** Whether steps after this one, of the same chain, make no sense when it finds what stops. */
  default boolean chained() {
    return true;
  }

  /** Carries out the step. */
  Result run(Source source);
}
