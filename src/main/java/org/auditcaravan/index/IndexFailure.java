package org.auditcaravan.index;

/**
 * The search engine is away, or refuses us as a whole; it says nothing about single documents. The
 * message is one sentence without secrets. The delivery stays owed.
 */
public final class IndexFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * There is no cause on purpose: Camel's doCatch looks at causes first, and would take this for an
   * answer that failed to come once more.
   */
  public IndexFailure(String sentence) {
    super(sentence);
  }
}
