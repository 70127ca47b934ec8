package org.auditcaravan.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.auditcaravan.config.Fault;

/** Reads the instants that people write. */
public final class Instants {
  private static final Pattern FORM =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})");

  private Instants() {}

  /**
   * An instant in RFC 3339, with any offset.
   *
   * @param key what the text belongs to, for the message
   * @throws Fault when the text is no such instant
   */
  public static Instant parse(String key, String text) {
    try {
      return OffsetDateTime.parse(text.strip()).toInstant();
    } catch (DateTimeException e) {
      if (FORM.matcher(text.strip()).matches()) {
        throw new Fault(
            key
                + "="
                + text.strip()
                + " names a day or a time that does not exist: correct its numbers");
      }
      throw new Fault(
          key
              + "="
              + text.strip()
              + " is not a date and time: write it in RFC 3339 with an offset, for example"
              + " 2026-11-01T00:00:00Z or 2026-11-01T00:00:00-05:00");
    }
  }
}
