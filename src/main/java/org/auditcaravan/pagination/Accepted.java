package org.auditcaravan.pagination;

import org.auditcaravan.normalize.Event;

/**
 * An event that belongs to the window and that the archive does not have yet.
 *
 * @param auditId the vendor's id, or {@code sha256-<canonical hash>-<occurrence>} without one
 * @param event the event
 */
public record Accepted(String auditId, Event event) {}
