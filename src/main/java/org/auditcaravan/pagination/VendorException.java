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
}
