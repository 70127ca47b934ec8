package org.auditcaravan.config;

import java.util.regex.Pattern;

/**
 * Text that others have written, as part of a line of ours: it neither begins a further line, nor
 * commands a terminal, nor turns the direction of what follows.
 */
public final class OneLine {
  private static final Pattern UNSEEN = Pattern.compile("[\\s\\p{Cc}\\p{Cf}\\u2028\\u2029]+");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

  private OneLine() {}

  /** The text with one blank for each run of blanks and control characters. */
  public static String of(String text) {
    return UNSEEN.matcher(text).replaceAll(" ").strip();
  }

  /** The text with one blank for each run of control characters; the same object without any. */
  static String keepingBlanks(String text) {
    return CONTROL.matcher(text).find() ? CONTROL.matcher(text).replaceAll(" ") : text;
  }
}
