package org.auditcaravan.normalize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an answer may hold or not without being another event, as a tree of member names.
 *
 * @param all whether everything from here on is such an expansion
 * @param members the members at which, or inside which, there are expansions
 */
record Expansions(boolean all, Map<String, Expansions> members) {
  private static final Expansions NONE = new Expansions(false, Map.of());

  static Expansions of(List<FieldPath> paths) {
    return tree(paths.stream().map(FieldPath::segments).toList());
  }

  private static Expansions tree(List<List<String>> paths) {
    Map<String, List<List<String>>> below = new HashMap<>();
    for (List<String> path : paths) {
      if (!path.isEmpty()) {
        below
            .computeIfAbsent(path.get(0), name -> new ArrayList<>())
            .add(path.subList(1, path.size()));
      }
    }
    Map<String, Expansions> members = new HashMap<>();
    below.forEach((name, rest) -> members.put(name, tree(rest)));
    return new Expansions(paths.contains(List.<String>of()), Map.copyOf(members));
  }

  /** What there is inside the member of that name. */
  Expansions below(String name) {
    return members.isEmpty() ? NONE : members.getOrDefault(name, NONE);
  }
}
