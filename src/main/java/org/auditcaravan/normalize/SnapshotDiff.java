package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.normalize.Json.Kind;

/**
 * The structural difference of two snapshots, found in the bytes as received: only what differs is
 * taken apart further, and only lists need to be compared element by element.
 */
final class SnapshotDiff {
  /** Stands for a member of the other snapshot that has been compared. */
  private static final Json COMPARED = new Json(Kind.NULL, null, new byte[0], 0, 0, new Json[0]);

  private final Differences differences = new Differences();

  private SnapshotDiff() {}

  /**
   * The changes that lead from one snapshot to the other, in order of their paths.
   *
   * @param before null where there was nothing
   * @param after null where nothing is left
   */
  static List<Change> between(Json before, Json after) {
    SnapshotDiff diff = new SnapshotDiff();
    if (before != null && after != null) {
      diff.compare(SnapshotPath.ROOT, before, after);
    } else if (before == null && !isEmptyObject(after)) {
      diff.differences.added(SnapshotPath.ROOT, TokenTree.of(after));
    } else if (after == null && !isEmptyObject(before)) {
      diff.differences.removed(SnapshotPath.ROOT, TokenTree.of(before));
    }
    return diff.differences.changes();
  }

  private static boolean isEmptyObject(Json value) {
    return value.is(Kind.OBJECT) && value.children().length == 0;
  }

  private void compare(SnapshotPath path, Json before, Json after) {
    if (same(before, after)) {
      return;
    }
    if (before.is(Kind.OBJECT) && after.is(Kind.OBJECT)) {
      members(path, before, after);
      return;
    }
    if (isSingle(before) && isSingle(after)) {
      compare(path.element(0), before.children()[0], after.children()[0]);
      return;
    }
    if (!before.isStructure() && !after.isStructure()) {
      differences.replaced(path, Values.quoted(before), Values.quoted(after));
      return;
    }
    JsonNode was = TokenTree.of(before);
    JsonNode is = TokenTree.of(after);
    if (was.isArray() && is.isArray()) {
      ListDiff.find(path, was, is, differences);
    } else if (!was.equals(is)) {
      differences.replaced(path, TokenTree.quoted(was), TokenTree.quoted(is));
    }
  }

  private static boolean isSingle(Json value) {
    return value.is(Kind.ARRAY) && value.children().length == 1;
  }

  /** Of several members of one name the last counts. */
  private void members(SnapshotPath path, Json before, Json after) {
    Map<String, Json> left = new LinkedHashMap<>();
    for (Json is : after.children()) {
      left.put(is.name(), is);
    }
    for (int i = before.children().length - 1; i >= 0; i--) {
      Json was = before.children()[i];
      Json is = left.put(was.name(), COMPARED);
      if (is == null) {
        differences.removed(path.member(was.name()), TokenTree.of(was));
      } else if (is != COMPARED && !same(was, is)) {
        compare(path.member(was.name()), was, is);
      }
    }
    left.forEach(
        (name, is) -> {
          if (is != COMPARED) {
            differences.added(path.member(name), TokenTree.of(is));
          }
        });
  }

  private static boolean same(Json one, Json other) {
    return one.length() == other.length()
        && Arrays.equals(
            one.bytes(),
            one.start(),
            one.start() + one.length(),
            other.bytes(),
            other.start(),
            other.start() + other.length());
  }
}
