package org.auditcaravan.window;

import java.time.Instant;

/**
 * What reading windows by another way has shown.
 *
 * @param windows how many were read so
 * @param seen the events that were shown
 * @param missing those of them that the archive lacked until then
 * @param unseen events of the archive that were not shown
 * @param last when it was done last, or null
 */
public record Reconciled(long windows, long seen, long missing, long unseen, Instant last) {}
