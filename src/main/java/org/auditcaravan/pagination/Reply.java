package org.auditcaravan.pagination;

/** Placeholder of the skeleton; the http helper writes it. */
public record Reply() {}
