package org.auditcaravan.pagination;

import java.util.HashSet;
import java.util.Set;

/**
 * Notices cursors that lead nowhere: one that comes again, or pages that only ever promise more.
 */
final class Cursors {
  private static final int MOST_EMPTY = 10;

  private final Set<String> used = new HashSet<>();
  private int empty;

  /**
   * Checks the next cursor without taking it.
   *
   * @throws VendorException when following it would never end
   */
  void check(Ask ask, Reply reply, String next, int events) {
    if (next.equals(ask.cursor()) || used.contains(next)) {
      throw endless(ask, reply, "gave the same cursor twice: " + shortened(next));
    }
    if (events == 0 && empty + 1 >= MOST_EMPTY) {
      throw endless(ask, reply, "promised more after " + MOST_EMPTY + " empty pages in a row");
    }
  }

  /** Takes a cursor that was checked. */
  void take(String next, int events) {
    used.add(next);
    empty = events == 0 ? empty + 1 : 0;
  }

  private static VendorException endless(Ask ask, Reply reply, String what) {
    return new VendorException(
        reply.status(),
        "endless.cursor",
        reply.correlationId(),
        "The vendor's paging does not end: step "
            + ask.step()
            + " "
            + what
            + ", the window is given up until its next attempt");
  }

  private static String shortened(String cursor) {
    return cursor.length() > 60 ? cursor.substring(0, 60) + "..." : cursor;
  }
}
