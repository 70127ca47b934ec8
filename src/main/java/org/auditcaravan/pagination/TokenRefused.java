package org.auditcaravan.pagination;

/** The vendor no longer takes the token; it has been dropped, and a repeat brings a new one. */
public class TokenRefused extends VendorException {
  private static final long serialVersionUID = 1L;

  public TokenRefused(int status, String code, String correlationId, String sentence) {
    super(status, code, correlationId, sentence);
  }

  public TokenRefused(String sentence) {
    super(401, null, null, sentence);
  }
}
