package org.auditcaravan.index;

/** One document of a bulk body: where its lines stand, and what became of it. */
final class Item {
  final int action;
  final int line;
  final int end;

  /** Whether an event begins with this record. */
  final boolean first;

  /** Null while the engine has not taken a decision that stands. */
  Outcome outcome;

  /**
   * @param action where the action line begins
   * @param line where the document begins
   * @param end where the document ends, without its line feed
   */
  Item(int action, int line, int end, boolean first) {
    this.action = action;
    this.line = line;
    this.end = end;
    this.first = first;
  }
}
