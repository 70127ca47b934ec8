package org.auditcaravan.normalize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What names a change: a path such as {@code property}, or paths in braces with text around them,
 * such as <code>{entityType}:{entityId}</code>.
 */
record KeyTemplate(String text) {
  private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

  /** The name as a JSON string, or null when no path has a value. */
  byte[] of(Json element) {
    if (text.indexOf('{') < 0) {
      return Values.quoted(element.at(FieldPath.of(text)));
    }
    boolean found = false;
    StringBuilder name = new StringBuilder();
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      Json value = element.at(FieldPath.of(places.group(1)));
      String part = value == null ? null : value.text();
      found |= part != null;
      places.appendReplacement(name, Matcher.quoteReplacement(part == null ? "" : part));
    }
    return found ? Quoting.quoted(places.appendTail(name).toString()) : null;
  }
}
