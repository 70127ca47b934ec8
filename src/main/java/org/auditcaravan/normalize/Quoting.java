package org.auditcaravan.normalize;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** JSON strings, between their quotes and the characters that they stand for (RFC 8259, 7). */
final class Quoting {
  private static final String ESCAPED = "\"\\/\b\f\n\r\t";
  private static final String LETTERS = "\"\\/bfnrt";

  private Quoting() {}

  /** The characters of a valid JSON string whose inside is {@code bytes[from, to)}. */
  static String unquoted(byte[] bytes, int from, int to) {
    String inside = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    int escape = inside.indexOf('\\');
    if (escape < 0) {
      return inside;
    }
    StringBuilder text = new StringBuilder(inside.length());
    int copied = 0;
    while (escape >= 0) {
      text.append(inside, copied, escape);
      char letter = inside.charAt(escape + 1);
      if (letter == 'u') {
        text.append((char) Integer.parseInt(inside, escape + 2, escape + 6, 16));
        copied = escape + 6;
      } else {
        text.append(ESCAPED.charAt(LETTERS.indexOf(letter)));
        copied = escape + 2;
      }
      escape = inside.indexOf('\\', copied);
    }
    return text.append(inside, copied, inside.length()).toString();
  }

  /** Whether the character is one byte of JSON, and stands for itself. */
  static boolean isPlain(char character) {
    return character >= ' ' && character <= '~' && character != '"' && character != '\\';
  }

  /** The text as a JSON string in UTF-8, quotes included; lone surrogates stay, as escapes. */
  static byte[] quoted(String text) {
    return new LineWriter(text.length() + 2).quoted(text).bytes();
  }

  /** The texts as a JSON list of strings. */
  static byte[] list(List<String> texts) {
    LineWriter list = new LineWriter(16 * texts.size() + 2);
    for (String text : texts) {
      list.put((byte) (list.size() == 0 ? '[' : ',')).quoted(text);
    }
    return texts.isEmpty() ? new byte[] {'[', ']'} : list.put((byte) ']').bytes();
  }

  /** The text as {@link #quoted} gives it, of a text with characters that are not plain. */
  static byte[] escaped(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '"' || character == '\\') {
        quoted.append('\\').append(character);
      } else if (character < ' ' || isLoneSurrogate(text, i)) {
        quoted.append(String.format("\\u%04x", (int) character));
      } else {
        quoted.append(character);
      }
    }
    return quoted.append('"').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isLoneSurrogate(String text, int index) {
    char character = text.charAt(index);
    if (Character.isHighSurrogate(character)) {
      return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
    }
    return Character.isLowSurrogate(character)
        && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
  }
}
