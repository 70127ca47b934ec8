package org.auditcaravan.normalize;

import java.util.List;
import org.auditcaravan.normalize.Json.Kind;

/**
 * A list of objects, each of which is one change.
 *
 * @param list where the list stands
 * @param key what names the change, inside the object
 * @param previous where the former value or values stand, inside the object
 * @param next where the new value or values stand, inside the object
 */
record ChangeList(
    List<FieldPath> list, KeyTemplate key, List<FieldPath> previous, List<FieldPath> next)
    implements ChangeKind {

  @Override
  public void addTo(List<Change> changes, Json event, List<String> problems) {
    Json found = Values.first(event, list);
    if (found == null) {
      return;
    }
    if (!found.is(Kind.ARRAY)) {
      problems.add(list.get(0) + " is no list");
      return;
    }
    for (Json element : found.children()) {
      if (element.is(Kind.OBJECT)) {
        changes.add(
            new Change(
                key.of(element),
                Values.quotedSingle(Values.first(element, previous)),
                Values.quotedSingle(Values.first(element, next))));
      } else {
        problems.add(list.get(0) + " holds something else than objects");
      }
    }
  }

  @Override
  public List<FieldPath> paths() {
    return list;
  }
}
