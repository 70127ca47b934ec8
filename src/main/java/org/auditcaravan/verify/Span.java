package org.auditcaravan.verify;

import java.time.LocalDate;
import java.util.Optional;

/**
 * The UTC days that are looked at.
 *
 * @param from the first day, if there is one
 * @param to the last day, if there is one
 */
public record Span(Optional<LocalDate> from, Optional<LocalDate> to) {

  boolean holds(LocalDate day) {
    return from.filter(day::isBefore).isEmpty() && to.filter(day::isAfter).isEmpty();
  }

  /** Whether these are all days. */
  boolean whole() {
    return from.isEmpty() && to.isEmpty();
  }
}
