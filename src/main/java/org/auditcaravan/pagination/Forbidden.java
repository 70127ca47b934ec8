package org.auditcaravan.pagination;

/** The vendor will not let this client read: a permission, a scope, a policy or the credentials. */
public class Forbidden extends VendorException {
  private static final long serialVersionUID = 1L;

  public Forbidden(int status, String code, String correlationId, String sentence) {
    super(status, code, correlationId, sentence);
  }
}
