package org.auditcaravan.seal;

import java.time.LocalDate;

/**
 * A UTC day of a source that is to be closed.
 *
 * @param source the source's name
 * @param date the day
 */
public record Day(String source, LocalDate date) implements Due {
  @Override
  public String toString() {
    return date + " of source " + source;
  }
}
