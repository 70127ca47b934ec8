package org.auditcaravan.normalize;

import java.util.List;
import java.util.stream.Stream;

/**
 * One change that stands in the event's own members. It counts only where the kinds above it in the
 * mapping found nothing: a list or a snapshot says more.
 */
record FlatChange(List<FieldPath> key, List<FieldPath> previous, List<FieldPath> next)
    implements ChangeKind {

  @Override
  public void addTo(List<Change> changes, Json event, List<String> problems) {
    Json name = Values.firstFilled(event, key);
    if (changes.isEmpty() && name != null) {
      changes.add(
          new Change(
              Values.quoted(name),
              Values.quotedSingle(Values.first(event, previous)),
              Values.quotedSingle(Values.first(event, next))));
    }
  }

  @Override
  public List<FieldPath> paths() {
    return Stream.of(key, previous, next).flatMap(List::stream).toList();
  }
}
