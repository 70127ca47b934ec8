package org.auditcaravan.normalize;

/**
 * A page or download that is no answer: empty, not UTF-8, not JSON, cut short, or without a list of
 * events. The message is one sentence and never holds a part of the payload. The request may be
 * asked again; bytes that stay unreadable belong to the dead letters.
 */
public final class UnreadablePage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadablePage(String sentence) {
    super(sentence);
  }
}
