package org.auditcaravan.ratelimit;

import java.time.Duration;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.source.Source;

/**
 * Decides when the next request of a source may go out. All windows of a source share one budget.
 * Nobody sleeps in here: the wait is returned.
 */
public interface Governor {

  /** Takes the source's next place in the line, and says how long it is until then. */
  Duration await(Source source);

  /**
   * Learns from an answer, of whatever status.
   *
   * @param took from the request to the end of the answer
   */
  void learn(Source source, Reply reply, Duration took);
}
