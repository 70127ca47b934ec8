package org.auditcaravan.normalize;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The forms of time that vendors send (RFC 3339 and its relatives), and the one that we write. */
final class Timestamps {
  /** As RFC 3339 has it, and with the offsets {@code +0200} and {@code +02} of ISO 8601. */
  private static final List<DateTimeFormatter> RECEIVED = List.of(received("XXX"), received("X"));

  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private Timestamps() {}

  /**
   * The instant, in full precision: a date, a time with up to nine fractional digits, and {@code Z}
   * or an offset. Null for anything else: a time without a zone says nothing.
   */
  static Instant read(String text) {
    if (text == null) {
      return null;
    }
    for (DateTimeFormatter form : RECEIVED) {
      try {
        Instant instant = OffsetDateTime.parse(text, form).toInstant();
        return instant.isBefore(FIRST) || instant.isAfter(LAST) ? null : instant;
      } catch (DateTimeException notThisForm) {
        continue;
      }
    }
    return null;
  }

  /** UTC with milliseconds, truncated. */
  static String write(Instant instant) {
    return WRITTEN.format(instant.truncatedTo(ChronoUnit.MILLIS));
  }

  private static DateTimeFormatter received(String offset) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
        .appendPattern(offset)
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
