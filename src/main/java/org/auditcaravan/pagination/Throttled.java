package org.auditcaravan.pagination;

import java.time.Duration;

/** The vendor's quota is used up for now. */
public class Throttled extends VendorException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  /**
   * @param wait what the vendor asks to wait, or null when it does not say
   */
  public Throttled(String code, String correlationId, String sentence, Duration wait) {
    super(429, code, correlationId, sentence);
    this.wait = wait;
  }

  /** What the vendor asks to wait, or null when it does not say. */
  public Duration waitAsked() {
    return wait;
  }
}
