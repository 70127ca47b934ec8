package org.auditcaravan.normalize;

/**
 * A JSON value that knows its place in the bytes that it was read from, so that every number and
 * every string can be given back exactly as it was received.
 */
final class Json {

  /** What a value is. */
  enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  private final Kind kind;
  private final String name;
  private final byte[] bytes;
  private final int start;
  private final int end;
  private final Json[] children;

  /**
   * @param name the name of the member that has this value, null for an element or a whole text
   * @param children the values of an object's members or an array's elements, else empty
   */
  Json(Kind kind, String name, byte[] bytes, int start, int end, Json[] children) {
    this.kind = kind;
    this.name = name;
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.children = children;
  }

  Kind kind() {
    return kind;
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isStructure() {
    return kind == Kind.OBJECT || kind == Kind.ARRAY;
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int length() {
    return end - start;
  }

  /** The name of the member that has this value, null for an element or a whole text. */
  String name() {
    return name;
  }

  /** The values of an object's members or an array's elements, not to be changed. */
  Json[] children() {
    return children;
  }

  /** The member of that name, the last if there are several, or null. */
  Json member(String wanted) {
    int hash = wanted.hashCode();
    for (int i = children.length - 1; i >= 0; i--) {
      String found = children[i].name;
      // Both know their hashes: names that differ are not compared by their characters.
      if (found != null && found.hashCode() == hash && found.equals(wanted)) {
        return children[i];
      }
    }
    return null;
  }

  /** The value at the path, or null. */
  Json at(FieldPath path) {
    Json here = this;
    for (int i = 0; i < path.depth() && here != null; i++) {
      here = here.below(path.segment(i));
    }
    return here;
  }

  /** The member of that name, of a list the element at that position, or null. */
  Json below(String segment) {
    return kind == Kind.ARRAY ? element(segment) : member(segment);
  }

  private Json element(String position) {
    if (position.isEmpty() || position.length() > 9 || !position.chars().allMatch(Json::isDigit)) {
      return null;
    }
    int index = Integer.parseInt(position);
    return index < children.length ? children[index] : null;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  /** Whether this is the string of no characters. */
  boolean isEmptyString() {
    return kind == Kind.STRING && length() == 2;
  }

  /** A string's characters, a number's or boolean's token, a structure's compact text, or null. */
  String text() {
    return switch (kind) {
      case NULL -> null;
      case STRING -> Quoting.unquoted(bytes, start + 1, end - 1);
      default -> new LineWriter(length()).compact(this).text();
    };
  }
}
