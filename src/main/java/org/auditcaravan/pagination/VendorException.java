package org.auditcaravan.pagination;

/**
 * A vendor's refusal or failure, by class. The message is one sentence without secrets; status,
 * vendor code and correlation id are kept for the diagnosis.
 */
public class VendorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String correlationId;
  private transient Evidence evidence;

  public VendorException(int status, String code, String correlationId, String sentence) {
    super(sentence);
    this.status = status;
    this.code = code;
    this.correlationId = correlationId;
  }

  /** The HTTP status, 0 when there was no answer. */
  public int status() {
    return status;
  }

  /** The vendor's error code, or null. */
  public String code() {
    return code;
  }

  /** The vendor's correlation id, or null. */
  public String correlationId() {
    return correlationId;
  }

  /** What the refusal looked like, for its diagnosis, or null where it was none. */
  public Evidence evidence() {
    return evidence;
  }

  /** Keeps what the refusal looked like. */
  public void because(Evidence seen) {
    evidence = seen;
  }
}
