package org.auditcaravan.pagination;

/**
 * A failure that may pass by itself: no answer, half an answer, or an answer that is none. What was
 * received is kept, so that it can become a dead letter after the last attempt.
 */
public class TransientFailure extends VendorException {
  private static final long serialVersionUID = 1L;

  private final transient byte[] received;

  public TransientFailure(String sentence) {
    this(0, null, null, sentence, new byte[0]);
  }

  public TransientFailure(
      int status, String code, String correlationId, String sentence, byte[] received) {
    super(status, code, correlationId, sentence);
    this.received = received;
  }

  /** The bytes that came, empty when there are none. */
  public byte[] received() {
    return received == null ? new byte[0] : received;
  }
}
