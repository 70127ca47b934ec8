package org.auditcaravan.config;

/**
 * A mistake that a person can repair. The message is one sentence: what is wrong, in which file and
 * key, and what to do. It is shown without a stack trace and never holds a secret.
 */
public class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Fault(String sentence) {
    super(sentence);
  }

  public Fault(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
