package org.auditcaravan.normalize;

import java.util.Arrays;
import java.util.Comparator;

/**
 * An event without what may differ although it is the same event: the order of members, blanks, and
 * the members that an expansion of the request fills in. Tokens count exactly as received.
 */
final class Canonical {
  /** Equal names stay in the order received. */
  private static final Comparator<Json> BY_NAME = Comparator.comparing(Json::name);

  private final LineWriter out;

  private Canonical(LineWriter out) {
    this.out = out;
  }

  /** SHA-256 of the canonical JSON. */
  static byte[] hash(Json event, Expansions expansions) {
    LineWriter out = new LineWriter(event.length());
    new Canonical(out).put(event, expansions);
    return out.sha256();
  }

  private void put(Json value, Expansions expansions) {
    switch (value.kind()) {
      case OBJECT -> putObject(value, expansions);
      case ARRAY -> {
        out.put((byte) '[');
        int empty = out.size();
        for (Json element : value.children()) {
          comma(empty);
          put(element, expansions);
        }
        out.put((byte) ']');
      }
      default -> out.put(value.bytes(), value.start(), value.length());
    }
  }

  private void putObject(Json object, Expansions expansions) {
    Json[] members = object.children().clone();
    Arrays.sort(members, BY_NAME);
    out.put((byte) '{');
    int empty = out.size();
    for (Json member : members) {
      Expansions below = expansions.below(member.name());
      if (!below.all()) {
        comma(empty);
        out.quoted(member.name()).put((byte) ':');
        put(member, below);
      }
    }
    out.put((byte) '}');
  }

  private void comma(int empty) {
    if (out.size() > empty) {
      out.put((byte) ',');
    }
  }
}
