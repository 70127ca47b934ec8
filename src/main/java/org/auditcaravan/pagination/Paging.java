package org.auditcaravan.pagination;

import java.util.List;
import java.util.Map;
import org.auditcaravan.normalize.Event;

/**
 * Where one complete read of a window stands: which request comes next, and what an answer leads
 * to. A request that failed is simply asked again: nothing moves before {@link #accept}.
 */
public interface Paging {

  /** Whether another request is owed before the read is complete. */
  boolean hasNext();

  /** The request that is owed next. */
  Ask ask();

  /**
   * Takes in the answer to {@link #ask}.
   *
   * @return the events of the answer, in the vendor's order
   * @throws VendorException when the answer is no answer to the question
   */
  List<Event> accept(Reply reply);

  /** How each service was read, {@code realtime} or {@code async}; {@code *} stands for all. */
  Map<String, String> modes();

  /** Whether a total or a terminal state of the vendor confirms that nothing is missing. */
  boolean confirmed();
}
