package org.auditcaravan.window;

/**
 * A manifest that exists in the archive, as the ledger records it.
 *
 * @param revision which manifest of its window it is
 * @param sequence its sequence number in the source's chain
 * @param key its key
 * @param sha256 the SHA-256 of its bytes, in hex
 * @param outcome its books and scope, and the sinks that will owe it
 */
public record Adopted(int revision, long sequence, String key, String sha256, Outcome outcome) {

  static Adopted of(Reservation reservation) {
    return new Adopted(
        reservation.revision(),
        reservation.sequence(),
        reservation.key(),
        reservation.sha256(),
        reservation.outcome());
  }
}
