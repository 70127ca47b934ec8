package org.auditcaravan.window;

/**
 * A committed revision that a sink owes.
 *
 * @param windowId the ledger's number of the window
 * @param window the interval
 * @param revision which manifest of the window
 * @param sink the sink's name
 * @param manifestKey the manifest from which the sink catches up
 * @param manifestSha256 the SHA-256 of that manifest
 * @param attempts how often it was tried
 */
public record Delivery(
    long windowId,
    Window window,
    int revision,
    String sink,
    String manifestKey,
    String manifestSha256,
    int attempts) {

  /** What a reservation's commit has made this sink owe. */
  public static Delivery of(Reservation reservation, String sink) {
    return new Delivery(
        reservation.windowId(),
        reservation.window(),
        reservation.revision(),
        sink,
        reservation.key(),
        reservation.sha256(),
        0);
  }
}
