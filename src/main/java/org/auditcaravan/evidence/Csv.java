package org.auditcaravan.evidence;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Rows of a table as RFC 4180 has them, which no spreadsheet takes for formulas. */
final class Csv {
  /**
   * What a cell must not begin with, full-width forms included: a spreadsheet would carry it out,
   * or move what follows.
   */
  private static final String BEGINS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private Csv() {}

  /** Writes one row; null is an empty cell. */
  static void row(Writer out, List<String> cells) throws IOException {
    String comma = "";
    for (String cell : cells) {
      out.write(comma);
      out.write(cell(cell));
      comma = ",";
    }
    out.write("\r\n");
  }

  /** A cell: an apostrophe stands before what a spreadsheet would take for a formula. */
  static String cell(String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    boolean formula = BEGINS.indexOf(text.charAt(0)) >= 0 || BEGINS.indexOf(first(text)) >= 0;
    String safe = formula ? "'" + text : text;
    return formula || safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }

  /** The first character that is seen: some trim blanks before they look. */
  private static char first(String text) {
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      if (!Character.isSpaceChar(one)
          && !Character.isWhitespace(one)
          && Character.getType(one) != Character.FORMAT) {
        return one;
      }
    }
    return text.charAt(0);
  }
}
