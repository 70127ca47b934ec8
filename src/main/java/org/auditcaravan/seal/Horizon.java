package org.auditcaravan.seal;

import java.time.LocalDate;

/**
 * Days of a source that are to be let go.
 *
 * @param source the source's name
 * @param first the first UTC day that is kept
 */
public record Horizon(String source, LocalDate first) implements Due {
  @Override
  public String toString() {
    return "what is older than " + first + " of source " + source;
  }
}
