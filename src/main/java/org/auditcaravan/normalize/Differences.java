package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The differences of two snapshots, leaf by leaf of what was added or removed as a whole. */
final class Differences {
  /** The values are JSON strings, null for none. */
  private record Difference(SnapshotPath path, byte[] previous, byte[] next) {}

  private static final Comparator<Difference> BY_PATH = Comparator.comparing(Difference::path);

  private final List<Difference> all = new ArrayList<>();

  void replaced(SnapshotPath path, byte[] previous, byte[] next) {
    all.add(new Difference(path, previous, next));
  }

  void added(SnapshotPath path, JsonNode value) {
    leaves(path, value, (leaf, is) -> replaced(leaf, null, TokenTree.quoted(is)));
  }

  void removed(SnapshotPath path, JsonNode value) {
    leaves(path, value, (leaf, was) -> replaced(leaf, TokenTree.quoted(was), null));
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
    all.sort(BY_PATH);
    List<Change> changes = new ArrayList<>(all.size());
    for (Difference difference : all) {
      String key = difference.path().toString();
      changes.add(
          new Change(
              key.isEmpty() ? null : Quoting.quoted(key),
              difference.previous(),
              difference.next()));
    }
    return changes;
  }
}
