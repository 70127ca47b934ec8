package org.auditcaravan.normalize;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer of JSON in UTF-8 that copies received tokens as they are. */
final class LineWriter {
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST = Integer.MAX_VALUE - 8;

  private byte[] buffer;
  private int size;

  LineWriter(int expected) {
    buffer = new byte[Math.max(16, expected)];
  }

  int size() {
    return size;
  }

  /** What was written; nothing more is written then. */
  byte[] bytes() {
    return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
  }

  String text() {
    return new String(buffer, 0, size, StandardCharsets.UTF_8);
  }

  byte[] sha256() {
    return Digests.sha256(buffer, 0, size);
  }

  LineWriter put(byte octet) {
    room(1);
    buffer[size++] = octet;
    return this;
  }

  LineWriter put(byte[] bytes) {
    return put(bytes, 0, bytes.length);
  }

  LineWriter put(byte[] bytes, int offset, int length) {
    room(length);
    System.arraycopy(bytes, offset, buffer, size, length);
    size += length;
    return this;
  }

  /** What another holds in {@code [from, to)}. */
  LineWriter put(LineWriter other, int from, int to) {
    return put(other.buffer, from, to - from);
  }

  /** The bytes in hex digits. */
  LineWriter hex(byte[] octets) {
    room(2 * octets.length);
    for (byte octet : octets) {
      buffer[size++] = HEX[(octet >> 4) & 0xF];
      buffer[size++] = HEX[octet & 0xF];
    }
    return this;
  }

  /**
   * A member of an object.
   *
   * @param name what {@link #member} gave
   * @param token its value; {@code null} is written if there is none
   */
  LineWriter field(byte[] name, byte[] token) {
    return put(name).put(token == null ? NULL : token);
  }

  /** What comes before a member's value: a comma, the name and a colon. */
  static byte[] member(String name) {
    return new LineWriter(name.length() + 4).put((byte) ',').quoted(name).put((byte) ':').bytes();
  }

  /** The text as a JSON string. */
  LineWriter quoted(String text) {
    int length = text.length();
    room(length + 2);
    byte[] to = buffer;
    int at = size;
    to[at++] = '"';
    for (int i = 0; i < length; i++) {
      char character = text.charAt(i);
      if (!Quoting.isPlain(character)) {
        return put(Quoting.escaped(text));
      }
      to[at++] = (byte) character;
    }
    to[at++] = '"';
    size = at;
    return this;
  }

  /** The value without blanks between its tokens, which stay exactly as received. */
  LineWriter compact(Json value) {
    byte[] bytes = value.bytes();
    room(value.length());
    boolean inString = false;
    for (int i = value.start(), end = i + value.length(); i < end; i++) {
      byte octet = bytes[i];
      if (inString) {
        buffer[size++] = octet;
        if (octet == '\\') {
          buffer[size++] = bytes[++i];
        } else if (octet == '"') {
          inString = false;
        }
      } else if (octet > ' ') {
        buffer[size++] = octet;
        inString = octet == '"';
      }
    }
    return this;
  }

  /** The value as received where it stands on one line, else without blanks between tokens. */
  LineWriter oneLine(Json value) {
    byte[] bytes = value.bytes();
    int end = value.start() + value.length();
    boolean oneLine =
        Octets.indexOf(bytes, value.start(), end, (byte) '\n') == end
            && Octets.indexOf(bytes, value.start(), end, (byte) '\r') == end;
    return oneLine ? put(bytes, value.start(), value.length()) : compact(value);
  }

  /**
   * The value as a JSON string: a string as received, a number or boolean by its token, a structure
   * by its compact text; {@code null} stays null.
   */
  LineWriter quoted(Json value) {
    switch (value.kind()) {
      case STRING, NULL -> put(value.bytes(), value.start(), value.length());
      case NUMBER, BOOLEAN ->
          put((byte) '"').put(value.bytes(), value.start(), value.length()).put((byte) '"');
      default -> {
        LineWriter compact = new LineWriter(value.length()).compact(value);
        put((byte) '"');
        for (int i = 0; i < compact.size; i++) {
          byte octet = compact.buffer[i];
          if (octet == '"' || octet == '\\') {
            put((byte) '\\');
          }
          put(octet);
        }
        put((byte) '"');
      }
    }
    return this;
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      long wanted = Math.max((long) size + more, Math.min(MOST, buffer.length * 2L));
      if (wanted > MOST) {
        throw new IllegalStateException("A record is longer than two gigabytes");
      }
      buffer = Arrays.copyOf(buffer, (int) wanted);
    }
  }
}
