package org.auditcaravan.pagination;

/** The vendor, or the live service mapping, says that our request is wrong; it is not repeated. */
public class Refused extends VendorException {
  private static final long serialVersionUID = 1L;

  public Refused(int status, String code, String correlationId, String sentence) {
    super(status, code, correlationId, sentence);
  }
}
