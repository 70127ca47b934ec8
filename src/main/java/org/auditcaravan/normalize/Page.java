package org.auditcaravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What one answer of the vendor held.
 *
 * @param events the events, in the vendor's order
 * @param rejects elements of the list of events that are no objects, as received
 * @param envelope every other top-level member of the answer
 */
public record Page(List<Event> events, List<byte[]> rejects, JsonNode envelope) {}
