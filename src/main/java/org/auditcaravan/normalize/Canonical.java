package org.auditcaravan.normalize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An event without what may differ although it is the same event: the order of members, blanks, and
 * the members that an expansion of the request fills in. Tokens count exactly as received.
 */
final class Canonical {
  private final LineWriter out;

  private Canonical(LineWriter out) {
    this.out = out;
  }

  /** SHA-256 of the canonical JSON. */
  static byte[] hash(Json event, List<FieldPath> expansions) {
    LineWriter out = new LineWriter(event.length());
    new Canonical(out).put(event, expansions.stream().map(FieldPath::segments).toList());
    return out.sha256();
  }

  private void put(Json value, List<List<String>> expansions) {
    switch (value.kind()) {
      case OBJECT -> putObject(value, expansions);
      case ARRAY -> {
        out.put((byte) '[');
        for (int i = 0; i < value.children().size(); i++) {
          if (i > 0) {
            out.put((byte) ',');
          }
          put(value.children().get(i), expansions);
        }
        out.put((byte) ']');
      }
      default -> out.put(value.bytes(), value.start(), value.length());
    }
  }

  private void putObject(Json object, List<List<String>> expansions) {
    out.put((byte) '{');
    int empty = out.size();
    for (int index : byName(object.names())) {
      String name = object.names().get(index);
      List<List<String>> below = below(name, expansions);
      if (!below.contains(List.<String>of())) {
        if (out.size() > empty) {
          out.put((byte) ',');
        }
        out.put(Quoting.quoted(name)).put((byte) ':');
        put(object.children().get(index), below);
      }
    }
    out.put((byte) '}');
  }

  /** The places of the names in their order; equal names stay in the order received. */
  private static Integer[] byName(List<String> names) {
    Integer[] order = IntStream.range(0, names.size()).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparing(names::get));
    return order;
  }

  /** What is left of the expansions inside the member; nothing is left of the member itself. */
  private static List<List<String>> below(String name, List<List<String>> expansions) {
    List<List<String>> below = List.of();
    for (List<String> path : expansions) {
      if (path.get(0).equals(name)) {
        below = new ArrayList<>(below);
        below.add(path.subList(1, path.size()));
      }
    }
    return below;
  }
}
