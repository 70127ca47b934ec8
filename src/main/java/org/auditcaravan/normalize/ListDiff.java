package org.auditcaravan.normalize;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.flipkart.zjsonpatch.DiffFlags;
import com.flipkart.zjsonpatch.JsonDiff;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The difference of two lists of a snapshot. RFC 6902 operations apply one after the other, so that
 * their list positions move; here a removed element is named by its position before, every other by
 * its position after.
 */
final class ListDiff {
  private static final EnumSet<DiffFlags> FLAGS =
      EnumSet.of(
          DiffFlags.OMIT_MOVE_OPERATION,
          DiffFlags.OMIT_COPY_OPERATION,
          DiffFlags.ADD_ORIGINAL_VALUE_ON_REPLACE);

  private final SnapshotPath root;
  private final JsonNode after;
  private final Differences differences;
  private final Map<JsonPointer, Integer> removed = new HashMap<>();

  private ListDiff(SnapshotPath root, JsonNode after, Differences differences) {
    this.root = root;
    this.after = after;
    this.differences = differences;
  }

  /** Adds the changes that lead from one list to the other. */
  static void find(SnapshotPath path, JsonNode before, JsonNode after, Differences differences) {
    ListDiff diff = new ListDiff(path, after, differences);
    JsonDiff.asJson(before, after, FLAGS).forEach(diff::add);
  }

  private void add(JsonNode operation) {
    JsonPointer pointer = JsonPointer.compile(operation.path("path").textValue());
    JsonNode value = operation.get("value");
    JsonPointer parent = pointer.head();
    boolean inList = parent != null && after.at(parent).isArray();
    switch (operation.path("op").textValue()) {
      case "add" -> {
        differences.added(path(pointer, 0), value);
        if (inList) {
          removed.merge(parent, -1, Integer::sum);
        }
      }
      case "remove" -> {
        int shift = inList ? removed.merge(parent, 1, Integer::sum) - 1 : 0;
        differences.removed(path(pointer, shift), value);
      }
      default ->
          differences.replaced(
              path(pointer, 0),
              TokenTree.quoted(operation.get("fromValue")),
              TokenTree.quoted(value));
    }
  }

  /** Up to its last segment a pointer holds positions after the change. */
  private SnapshotPath path(JsonPointer pointer, int shift) {
    SnapshotPath path = root;
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
}
