package org.auditcaravan.normalize;

/**
 * One flat row made from an event.
 *
 * @param recordId the row's permanent id
 * @param line the row as one line of JSON, without a line feed
 */
public record AuditRecord(String recordId, byte[] line) {}
