package org.auditcaravan.simulator;

import java.util.function.IntFunction;

/**
 * The pages of a result that is read by cursor, with what goes wrong between them.
 *
 * @param cap how many events are served at most; 0 is no limit
 */
record Pages(Call call, Faults faults, Selection selection, String query, int cap) {

  /** Whether there are more events than are served. */
  boolean above() {
    return cap > 0 && selection.count(cap + 1) > cap;
  }

  /** How many events there are. */
  int total() {
    return selection.count(Integer.MAX_VALUE);
  }

  /**
   * Fills a page.
   *
   * @param sent the cursor that came with the request, or null
   * @param field what the cursor is called
   * @param size events on a page
   * @return the cursor of the next page, or null
   */
  String fill(PageBody page, String sent, String field, int size, IntFunction<byte[]> writer) {
    int last = sent == null ? -1 : Cursor.read(sent, query, field);
    if (hits("promise")) {
      return Cursor.renamed(query, last, call.number());
    }
    if (last >= 0 && hits("repeat")) {
      page.add(writer.apply(last));
    }
    int next = last < 0 ? selection.first() : selection.after(last);
    if (last >= 0 && next >= 0 && hits("skip")) {
      next = selection.after(next);
    }
    int served = cap == 0 || last < 0 ? 0 : selection.count(last, cap);
    for (int room = size; next >= 0 && room > 0 && (cap == 0 || served < cap); room--) {
      page.add(writer.apply(next));
      last = next;
      served++;
      next = selection.after(next);
    }
    if (sent != null && hits("same-cursor")) {
      return sent;
    }
    return next < 0 || (cap > 0 && served >= cap) ? null : Cursor.of(query, last);
  }

  private boolean hits(String fault) {
    return faults.hits(fault, call.tenant().seeded(), call.number());
  }
}
