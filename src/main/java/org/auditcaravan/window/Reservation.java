package org.auditcaravan.window;

/**
 * A manifest that is about to be created, kept until the ledger row is committed, so that whoever
 * holds the lease can finish it.
 *
 * @param windowId the ledger's number of the window
 * @param window the interval
 * @param revision which manifest of the window it is
 * @param fencing the number under which it was made or taken over
 * @param sequence its place in the source's chain
 * @param key the manifest's key in the archive
 * @param bytes the manifest's exact bytes
 * @param sha256 the SHA-256 of these bytes, in hex
 * @param outcome what the commit has to write down
 */
public record Reservation(
    long windowId,
    Window window,
    int revision,
    long fencing,
    long sequence,
    String key,
    byte[] bytes,
    String sha256,
    Outcome outcome) {}
