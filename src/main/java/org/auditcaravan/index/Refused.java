package org.auditcaravan.index;

/**
 * A document that the engine refuses, now and later.
 *
 * @param recordId the record's id
 * @param status the status of the document, or of a request with this document alone
 * @param error the engine's error type and reason
 * @param document the record's line
 */
record Refused(String recordId, int status, String error, byte[] document) {}
