package org.auditcaravan.normalize;

import java.util.Arrays;
import java.util.List;
import org.auditcaravan.normalize.Json.Kind;

/** Takes values out of an event, as JSON strings. */
final class Values {
  private Values() {}

  /** The first value that is there and not null, or null. */
  static Json first(Json event, List<FieldPath> alternatives) {
    for (FieldPath path : alternatives) {
      Json value = event.at(path);
      if (value != null && !value.is(Kind.NULL)) {
        return value;
      }
    }
    return null;
  }

  /** The first value that is there, neither null nor the empty string, or null. */
  static Json firstFilled(Json event, List<FieldPath> alternatives) {
    for (FieldPath path : alternatives) {
      Json value = event.at(path);
      if (value != null && !value.is(Kind.NULL) && !value.isEmptyString()) {
        return value;
      }
    }
    return null;
  }

  /** The value as a JSON string, or null. */
  static byte[] quoted(Json value) {
    if (value == null || value.is(Kind.NULL)) {
      return null;
    }
    if (value.is(Kind.STRING)) {
      return Arrays.copyOfRange(value.bytes(), value.start(), value.start() + value.length());
    }
    return new LineWriter(value.length() + 2).quoted(value).bytes();
  }

  /** A list of one as its only value, a list of none as null, everything else as it is. */
  static byte[] quotedSingle(Json value) {
    if (value == null || !value.is(Kind.ARRAY) || value.children().length > 1) {
      return quoted(value);
    }
    return value.children().length == 0 ? null : quoted(value.children()[0]);
  }

  /** A JSON list of JSON strings, from a list or from a single value; null for none. */
  static byte[] list(Json value) {
    if (value == null || value.is(Kind.NULL)) {
      return null;
    }
    LineWriter list = new LineWriter(value.length() + 4).put((byte) '[');
    boolean first = true;
    for (Json element : value.is(Kind.ARRAY) ? value.children() : new Json[] {value}) {
      if (!element.is(Kind.NULL)) {
        if (!first) {
          list.put((byte) ',');
        }
        first = false;
        list.quoted(element);
      }
    }
    return list.put((byte) ']').bytes();
  }
}
