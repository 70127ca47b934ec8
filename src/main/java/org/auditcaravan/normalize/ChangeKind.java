package org.auditcaravan.normalize;

import java.util.List;

/** One of the ways in which an api tells what changed. */
interface ChangeKind {

  /**
   * Adds the event's changes of this kind, in the vendor's own order.
   *
   * @param problems takes a short reason for whatever is not as the mapping says
   */
  void addTo(List<Change> changes, Json event, List<String> problems);

  /** Where this kind looks. */
  List<FieldPath> paths();
}
