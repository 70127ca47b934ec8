package org.auditcaravan.archive;

/** A window must not be committed as it was read. The message is one sentence. */
public class CommitRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommitRefused(String sentence) {
    super(sentence);
  }
}
