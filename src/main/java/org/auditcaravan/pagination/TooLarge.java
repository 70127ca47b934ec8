package org.auditcaravan.pagination;

/** The vendor cannot deliver all events of the request: the window has to be split. */
public class TooLarge extends VendorException {
  private static final long serialVersionUID = 1L;

  public TooLarge(int status, String code, String correlationId, String sentence) {
    super(status, code, correlationId, sentence);
  }
}
