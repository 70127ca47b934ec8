package org.auditcaravan.normalize;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The structural difference of two snapshots. RFC 6902 operations apply one after the other, so
 * that their list positions move; here a removed element is named by its position before, every
 * other by its position after.
 */
final class SnapshotDiff {
  private static final EnumSet<DiffFlags> FLAGS =
      EnumSet.of(
          DiffFlags.OMIT_MOVE_OPERATION,
          DiffFlags.OMIT_COPY_OPERATION,
          DiffFlags.ADD_ORIGINAL_VALUE_ON_REPLACE);

  private record Difference(SnapshotPath path, JsonNode previous, JsonNode next) {}

  private final JsonNode after;
  private final Map<JsonPointer, Integer> removed = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();

  private SnapshotDiff(JsonNode after) {
    this.after = after;
  }

  /**
   * The changes that lead from one snapshot to the other, in order of their paths.
   *
   * @param before null where there was nothing
   * @param after null where nothing is left
   */
  static List<Change> between(Json before, Json after) {
    SnapshotDiff diff = new SnapshotDiff(after == null ? null : TokenTree.of(after));
    if (before == null) {
      diff.added(SnapshotPath.ROOT, diff.after);
    } else if (after == null) {
      diff.removed(SnapshotPath.ROOT, TokenTree.of(before));
    } else {
      JsonDiff.asJson(TokenTree.of(before), diff.after, FLAGS).forEach(diff::add);
    }
    diff.differences.sort(Comparator.comparing(Difference::path));
    return diff.differences.stream().map(SnapshotDiff::change).toList();
  }

  private void add(JsonNode operation) {
    JsonPointer pointer = JsonPointer.compile(operation.path("path").textValue());
    JsonNode value = operation.get("value");
    JsonPointer parent = pointer.head();
    boolean inList = parent != null && after.at(parent).isArray();
    switch (operation.path("op").textValue()) {
      case "add" -> {
        added(path(pointer, 0), value);
        if (inList) {
          removed.merge(parent, -1, Integer::sum);
        }
      }
      case "remove" -> {
        int shift = inList ? removed.merge(parent, 1, Integer::sum) - 1 : 0;
        removed(path(pointer, shift), value);
      }
      default ->
          differences.add(new Difference(path(pointer, 0), operation.get("fromValue"), value));
    }
  }

  /** Up to its last segment a pointer holds positions after the change. */
  private SnapshotPath path(JsonPointer pointer, int shift) {
    SnapshotPath path = SnapshotPath.ROOT;
    JsonNode here = after;
    for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
      boolean last = rest.tail().matches();
      path =
          here.isArray()
              ? path.element(rest.getMatchingIndex() + (last ? shift : 0))
              : path.member(rest.getMatchingProperty());
      here =
          here.isArray()
              ? here.path(rest.getMatchingIndex())
              : here.path(rest.getMatchingProperty());
    }
    return path;
  }

  private void added(SnapshotPath path, JsonNode value) {
    leaves(path, value).forEach((leaf, is) -> differences.add(new Difference(leaf, null, is)));
  }

  private void removed(SnapshotPath path, JsonNode value) {
    leaves(path, value).forEach((leaf, was) -> differences.add(new Difference(leaf, was, null)));
  }

  private static Map<SnapshotPath, JsonNode> leaves(SnapshotPath path, JsonNode value) {
    Map<SnapshotPath, JsonNode> leaves = new HashMap<>();
    if (value.isObject() && value.isEmpty() && path.equals(SnapshotPath.ROOT)) {
      return leaves;
    }
    if (value.isEmpty()) {
      leaves.put(path, value);
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        leaves.putAll(leaves(path.element(i), value.get(i)));
      }
    } else {
      value
          .properties()
          .forEach(
              member -> leaves.putAll(leaves(path.member(member.getKey()), member.getValue())));
    }
    return leaves;
  }

  private static Change change(Difference difference) {
    String key = difference.path().toString();
    return new Change(
        key.isEmpty() ? null : Quoting.quoted(key),
        TokenTree.quoted(difference.previous()),
        TokenTree.quoted(difference.next()));
  }
}
