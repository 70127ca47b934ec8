package org.auditcaravan.normalize;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;

/** The forms of time that vendors send (RFC 3339 and its relatives), and the one that we write. */
final class Timestamps {
  /** As RFC 3339 has it, and with the offsets {@code +0200} and {@code +02} of ISO 8601. */
  private static final List<DateTimeFormatter> RECEIVED = List.of(received("XXX"), received("X"));

  private static final String WRITTEN = "0000-00-00T00:00:00.000Z";

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
    Instant usual = usual(text);
    return usual != null ? usual : parsed(text);
  }

  private static Instant parsed(String text) {
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

  /**
   * The form that most times have, without the cost of a formatter: {@code 2026-11-21T09:30:00Z},
   * with a fraction or without. Null where the formatters have to decide.
   */
  private static Instant usual(String text) {
    int zone = text.length() - 1;
    if (zone < 19 || zone == 20 || zone > 29 || !isUsual(text, zone)) {
      return null;
    }
    int nano = 0;
    for (int at = 20; at < 29; at++) {
      nano = nano * 10 + (at < zone ? text.charAt(at) - '0' : 0);
    }
    try {
      return LocalDateTime.of(
              number(text, 0, 4),
              number(text, 5, 7),
              number(text, 8, 10),
              number(text, 11, 13),
              number(text, 14, 16),
              number(text, 17, 19),
              nano)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException noSuchTime) {
      return null;
    }
  }

  /** Whether there is a digit wherever one is written, and else what is written; years from 1. */
  private static boolean isUsual(String text, int zone) {
    for (int at = 0; at < zone; at++) {
      char form = at < 20 ? WRITTEN.charAt(at) : '0';
      char character = text.charAt(at);
      if (form == '0' ? character < '0' || character > '9' : character != form) {
        return false;
      }
    }
    return text.charAt(zone) == 'Z' && !text.startsWith("0000");
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  /** UTC with milliseconds, truncated. */
  static String write(Instant instant) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
    char[] text = WRITTEN.toCharArray();
    put(text, 4, time.getYear());
    put(text, 7, time.getMonthValue());
    put(text, 10, time.getDayOfMonth());
    put(text, 13, time.getHour());
    put(text, 16, time.getMinute());
    put(text, 19, time.getSecond());
    put(text, 23, time.getNano() / 1_000_000);
    return String.valueOf(text);
  }

  private static void put(char[] text, int end, int number) {
    int at = end;
    for (int rest = number; rest > 0; rest /= 10) {
      text[--at] = (char) ('0' + rest % 10);
    }
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
