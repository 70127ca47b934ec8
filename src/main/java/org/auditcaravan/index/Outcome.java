package org.auditcaravan.index;

import org.auditcaravan.window.Tally;

/** What became of a document; the order is what an event of several records comes to. */
enum Outcome {
  /** The index had the id already: the document stands there with this content or a newer one. */
  DUPLICATE,
  /** The index did not have the id before. */
  DELIVERED,
  /** The engine refuses this document, now and later. */
  DEAD;

  void count(Tally tally) {
    switch (this) {
      case DUPLICATE -> tally.duplicates(1);
      case DELIVERED -> tally.delivered(1);
      case DEAD -> tally.deadLetters(1);
    }
  }

  static Outcome worse(Outcome a, Outcome b) {
    return a == null || b.compareTo(a) > 0 ? b : a;
  }
}
