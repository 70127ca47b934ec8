package org.auditcaravan.index;

import org.auditcaravan.window.Window;

/**
 * What a sink still owes of one committed window revision.
 *
 * @param windowId the ledger's number of the window
 * @param window the window
 * @param revision the revision
 * @param manifest the key of its manifest in the archive
 * @param attempt which try comes now, 1 and up
 * @param events how many events the manifest says its parts hold
 * @param records how many records the manifest says its parts hold
 */
public record Owed(
    long windowId,
    Window window,
    int revision,
    String manifest,
    int attempt,
    long events,
    long records) {}
