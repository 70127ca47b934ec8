package org.auditcaravan.normalize;

import java.util.List;
import java.util.stream.Stream;
import org.auditcaravan.normalize.Json.Kind;

/**
 * The whole state before and after: every difference is a change, in order of the path. Where only
 * one of the two is there, everything in it was created or deleted.
 */
record Snapshots(List<FieldPath> before, List<FieldPath> after) implements ChangeKind {

  @Override
  public void addTo(List<Change> changes, Json event, List<String> problems) {
    Json was = Values.first(event, before);
    Json is = Values.first(event, after);
    for (Json snapshot : new Json[] {was, is}) {
      if (snapshot != null && !snapshot.is(Kind.OBJECT)) {
        problems.add((snapshot == was ? before : after).get(0) + " is no object");
      }
    }
    if (was != null || is != null) {
      changes.addAll(SnapshotDiff.between(was, is));
    }
  }

  @Override
  public List<FieldPath> paths() {
    return Stream.of(before, after).flatMap(List::stream).toList();
  }
}
