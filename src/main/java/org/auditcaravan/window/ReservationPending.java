package org.auditcaravan.window;

/** The source has a reservation that has to be finished before anything else is committed. */
public class ReservationPending extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ReservationPending(String source, String manifestKey) {
    super(
        "source "
            + source
            + " has the manifest "
            + manifestKey
            + " reserved: finish that one before the next");
  }
}
