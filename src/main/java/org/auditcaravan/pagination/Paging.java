package org.auditcaravan.pagination;

import java.util.Map;
import java.util.Optional;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.normalize.UnreadablePage;
import org.auditcaravan.window.GapReason;

/**
 * Where one complete read of a window stands: which request comes next, and what an answer leads
 * to. A request that failed is simply asked again: nothing moves before {@link #accept}.
 */
public interface Paging {

  /** Whether another request is owed before the read is complete. */
  boolean hasNext();

  /** The request that is owed next. */
  Ask ask();

  /** Whether the read can go on from this answer although it is no success. */
  default boolean expects(Reply reply) {
    return false;
  }

  /**
   * Takes in the answer to {@link #ask}. When it throws, the read stands where it stood.
   *
   * @return the events of the answer, in the vendor's order, and what could not be an event
   * @throws VendorException when the answer is no answer to the question
   * @throws UnreadablePage when it is no page
   */
  Page accept(Reply reply);

  /**
   * How often a part of the read began, or began again. Events without an id are numbered within
   * one pass, so that a part that is read again gives the same numbers.
   */
  default int pass() {
    return 0;
  }

  /**
   * How each service was read, {@code realtime} or {@code async}, or that it is {@code uncovered};
   * {@code *} stands for all.
   */
  Map<String, String> modes();

  /** Whether a total or a terminal state of the vendor confirms that nothing is missing. */
  boolean confirmed();

  /**
   * What the vendor has and did not hand out, where the window cannot be divided further: a
   * sentence for the ledger. Empty when the read is complete.
   */
  default Optional<String> shortfall() {
    return Optional.empty();
  }

  /** Why there is a {@link #shortfall}, in a word of the ledger. */
  default String shortfallReason() {
    return GapReason.TOO_LARGE;
  }

  /** By which other route a window is read that is reconciled: a short text for the ledger. */
  default String way() {
    return "";
  }

  /** The organisation whose events these are, as the API says, or null where it does not. */
  default String organizationId() {
    return null;
  }
}
