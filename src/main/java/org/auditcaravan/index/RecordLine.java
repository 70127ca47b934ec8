package org.auditcaravan.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The few places of a record's line that the index needs, found without parsing the rest. The
 * record's field order is fixed: {@code recordId} and {@code @timestamp} come first, {@code
 * changeIndex} before anything large. One instance is used again for every line.
 */
final class RecordLine {
  private static final int MONTH = "yyyy-MM".length();
  private static final byte[] ID = ascii("\"recordId\"");
  private static final byte[] TIME = ascii("\"@timestamp\"");
  private static final byte[] CHANGE = ascii("\"changeIndex\"");

  private byte[] line;
  private int at;
  private int end;

  private int idFrom;
  private int idTo;
  private final byte[] monthBytes = new byte[MONTH];
  private String month;
  private boolean hasMonth;
  private boolean first;

  /**
   * Looks at one line, {@code bytes[from, to)}.
   *
   * @throws IllegalArgumentException when the line does not begin as a record does
   */
  void read(byte[] bytes, int from, int to) {
    line = bytes;
    at = from;
    end = to;
    hasMonth = false;
    first = true;
    expect('{');
    key(ID);
    idFrom = at;
    skipValue();
    idTo = at;
    expect(',');
    key(TIME);
    readMonth();
    if (endsInItsNumber()) {
      first = line[idTo - 2] == '0' && line[idTo - 3] == ':';
      return;
    }
    skipValue();
    while (at < end && line[at] == ',') {
      at++;
      int name = at;
      skipString();
      boolean change = Arrays.equals(line, name, at, CHANGE, 0, CHANGE.length);
      expect(':');
      if (change) {
        first = byteAt(at) == '0' || byteAt(at) == 'n';
        return;
      }
      skipValue();
    }
  }

  /** Where the JSON string of the record's id begins, quotes included. */
  int idFrom() {
    return idFrom;
  }

  /** Where it ends. */
  int idTo() {
    return idTo;
  }

  /** The month of the record's own timestamp as {@code yyyy.MM}, null when it has none. */
  String month() {
    return hasMonth ? month : null;
  }

  /** Whether an event begins with this record. */
  boolean first() {
    return first;
  }

  /** An id that is no hash ends in a colon and the number of the change. */
  private boolean endsInItsNumber() {
    int digit = idTo - 2;
    while (digit > idFrom && line[digit] >= '0' && line[digit] <= '9') {
      digit--;
    }
    return digit < idTo - 2 && line[digit] == ':';
  }

  private void readMonth() {
    if (byteAt(at) == '"'
        && at + 8 < end
        && digits(at + 1, 4)
        && line[at + 5] == '-'
        && digits(at + 6, 2)
        && line[at + 8] == '-') {
      hasMonth = true;
      if (!Arrays.equals(line, at + 1, at + 1 + MONTH, monthBytes, 0, MONTH)) {
        System.arraycopy(line, at + 1, monthBytes, 0, MONTH);
        month = new String(monthBytes, StandardCharsets.US_ASCII).replace('-', '.');
      }
    }
  }

  private boolean digits(int position, int count) {
    for (int i = position; i < position + count; i++) {
      if (line[i] < '0' || line[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private void key(byte[] name) {
    if (at + name.length > end
        || !Arrays.equals(line, at, at + name.length, name, 0, name.length)) {
      throw broken();
    }
    at += name.length;
    expect(':');
  }

  private void expect(char wanted) {
    if (byteAt(at) != wanted) {
      throw broken();
    }
    at++;
  }

  private void skipValue() {
    int depth = 0;
    while (at < end) {
      switch (line[at]) {
        case '"' -> skipString();
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          if (depth == 0) {
            return;
          }
          depth--;
          at++;
        }
        case ',' -> {
          if (depth == 0) {
            return;
          }
          at++;
        }
        default -> at++;
      }
    }
    throw broken();
  }

  private void skipString() {
    expect('"');
    while (byteAt(at) != '"') {
      at += line[at] == '\\' ? 2 : 1;
    }
    at++;
  }

  private byte byteAt(int position) {
    if (position >= end) {
      throw broken();
    }
    return line[position];
  }

  private static IllegalArgumentException broken() {
    return new IllegalArgumentException("the line does not begin as a record does");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
