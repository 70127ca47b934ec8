package org.auditcaravan.pagination;

/**
 * A member of a page that is no event and cannot become a record.
 *
 * @param payload its bytes as received
 * @param reason what is wrong with it, in one sentence
 */
public record Reject(byte[] payload, String reason) {}
