package org.auditcaravan.pagination;

import java.time.Instant;

/**
 * The request that a read owes next, in words that the {@code api-*} routes choose and fill in by.
 *
 * @param step which request it is; {@code page} where an API has one kind only
 * @param from the first instant asked for, overlap included
 * @param to the last instant asked for, overlap included
 * @param service the service asked for, or null for all
 * @param entityType the entity type asked for besides the scope's own filters, or null for all
 * @param cursor what the last page said to send back, or null
 * @param pageNumber 1 and up, where pages are numbered
 * @param pageSize events asked for
 * @param transactionId the asynchronous query's id, or null
 * @param url an address that the vendor gave, or null; the token is never sent there
 * @param notBefore when the request may go out, or null for at once
 */
public record Ask(
    String step,
    Instant from,
    Instant to,
    String service,
    String entityType,
    String cursor,
    int pageNumber,
    int pageSize,
    String transactionId,
    String url,
    Instant notBefore) {}
