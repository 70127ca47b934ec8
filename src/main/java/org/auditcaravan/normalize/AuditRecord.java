package org.auditcaravan.normalize;

/**
 * One flat row: a line of the archive, and the document of the index.
 *
 * @param recordId {@code <source>:<auditId>:<changeIndex>}, or its SHA-256 in hex above 512 bytes
 * @param line the record as JSON in UTF-8, without a line end
 */
public record AuditRecord(String recordId, byte[] line) {}
