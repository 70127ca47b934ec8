package org.auditcaravan.normalize;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An event without what may differ although it is the same event: the order of members, blanks, and
 * the members that an expansion of the request fills in. Tokens count exactly as received.
 */
final class Canonical {
  private Canonical() {}

  /** SHA-256 of the canonical JSON. */
  static byte[] hash(Json event, List<FieldPath> expansions) {
    MessageDigest digest = Digests.sha256();
    add(event, expansions.stream().map(FieldPath::segments).toList(), digest);
    return digest.digest();
  }

  private static void add(Json value, List<List<String>> expansions, MessageDigest digest) {
    switch (value.kind()) {
      case OBJECT -> addMembers(value, expansions, digest);
      case ARRAY -> {
        digest.update((byte) '[');
        for (int i = 0; i < value.children().size(); i++) {
          if (i > 0) {
            digest.update((byte) ',');
          }
          add(value.children().get(i), expansions, digest);
        }
        digest.update((byte) ']');
      }
      default -> digest.update(value.bytes(), value.start(), value.length());
    }
  }

  private static void addMembers(Json object, List<List<String>> expansions, MessageDigest digest) {
    List<String> names = object.names();
    Integer[] order = IntStream.range(0, names.size()).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparing(names::get));
    digest.update((byte) '{');
    boolean first = true;
    for (int index : order) {
      String name = names.get(index);
      if (!expansions.contains(List.of(name))) {
        if (!first) {
          digest.update((byte) ',');
        }
        first = false;
        digest.update(Quoting.quoted(name));
        digest.update((byte) ':');
        add(object.children().get(index), below(name, expansions), digest);
      }
    }
    digest.update((byte) '}');
  }

  private static List<List<String>> below(String name, List<List<String>> expansions) {
    return expansions.isEmpty()
        ? expansions
        : expansions.stream()
            .filter(path -> path.size() > 1 && path.get(0).equals(name))
            .map(path -> path.subList(1, path.size()))
            .toList();
  }
}
