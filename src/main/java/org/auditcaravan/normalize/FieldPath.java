package org.auditcaravan.normalize;

import java.util.List;

/**
 * A place in an event: member names, or the positions of list elements, joined by dots, for example
 * {@code user.id} or {@code remoteIp.0}.
 */
record FieldPath(List<String> segments) {

  static FieldPath of(String dotted) {
    return new FieldPath(List.of(dotted.split("\\.", -1)));
  }

  int depth() {
    return segments.size();
  }

  String segment(int index) {
    return segments.get(index);
  }

  @Override
  public String toString() {
    return String.join(".", segments);
  }
}
