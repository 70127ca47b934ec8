package org.auditcaravan.simulator;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A stretch of time that a client asks for, both ends as written. */
record Interval(Instant from, Instant to) {

  /** Two ISO-8601 instants joined by a slash; one without a zone is read as UTC. */
  static Interval parse(String text) {
    String[] ends = text.split("/", -1);
    if (ends.length != 2) {
      throw new Refusal(400, "invalid.value", "interval must be two instants joined by '/'")
          .at("interval");
    }
    return between(instant(ends[0], "interval"), instant(ends[1], "interval"), "interval");
  }

  static Interval between(Instant from, Instant to, String field) {
    if (from.isAfter(to)) {
      throw new Refusal(400, "invalid.date", "the interval ends before it begins").at(field);
    }
    return new Interval(from, to);
  }

  static Instant instant(String text, String field) {
    try {
      return text.matches(".*T.*(Z|[+-][0-9]{2}:?[0-9]{2})$")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new Refusal(400, "invalid.date", "'" + text + "' is no ISO-8601 instant").at(field);
    }
  }
}
