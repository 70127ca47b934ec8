package org.auditcaravan.index;

/**
 * The search engine is away, or refuses us as a whole; it says nothing about single documents. The
 * message is one sentence without secrets. The delivery stays owed.
 */
public final class IndexFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public IndexFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  public IndexFailure(String sentence) {
    super(sentence);
  }
}
