package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The differences of two snapshots, leaf by leaf of what was added or removed as a whole. */
final class Differences {
  private record Difference(SnapshotPath path, JsonNode previous, JsonNode next) {}

  private final List<Difference> all = new ArrayList<>();

  void replaced(SnapshotPath path, JsonNode previous, JsonNode next) {
    all.add(new Difference(path, previous, next));
  }

  void added(SnapshotPath path, JsonNode value) {
    leaves(path, value, (leaf, is) -> replaced(leaf, null, is));
  }

  void removed(SnapshotPath path, JsonNode value) {
    leaves(path, value, (leaf, was) -> replaced(leaf, was, null));
  }

  private interface Leaf {
    void at(SnapshotPath path, JsonNode value);
  }

  private static void leaves(SnapshotPath path, JsonNode value, Leaf leaf) {
    if (value.isEmpty()) {
      leaf.at(path, value);
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        leaves(path.element(i), value.get(i), leaf);
      }
    } else {
      for (var member : value.properties()) {
        leaves(path.member(member.getKey()), member.getValue(), leaf);
      }
    }
  }

  /** The changes, in order of their paths. */
  List<Change> changes() {
    all.sort(Comparator.comparing(Difference::path));
    return all.stream().map(Differences::change).toList();
  }

  private static Change change(Difference difference) {
    String key = difference.path().toString();
    return new Change(
        key.isEmpty() ? null : Quoting.quoted(key),
        TokenTree.quoted(difference.previous()),
        TokenTree.quoted(difference.next()));
  }
}
