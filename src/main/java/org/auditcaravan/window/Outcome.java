package org.auditcaravan.window;

import java.util.List;

/**
 * What a read of a window came to: all that the ledger has to know to commit it, also after a
 * crash.
 *
 * @param events the books of the archive, in events
 * @param records the books of the archive, in records
 * @param confirmed whether a total or a terminal state said that this is all; an empty window that
 *     is not confirmed was only observed
 * @param scope what was asked, and how each service was read
 * @param sinks the sinks that will owe this revision
 * @param waitedMillis how long the read waited for the vendor's quota and queries, in milliseconds
 */
public record Outcome(
    Tally events,
    Tally records,
    boolean confirmed,
    Scope scope,
    List<String> sinks,
    long waitedMillis) {

  boolean balanced() {
    return events.missing() == 0 && records.missing() == 0;
  }
}
