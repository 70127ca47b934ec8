package org.auditcaravan.archive;

/**
 * What a bucket lacks, or has set otherwise than configured.
 *
 * @param stops whether nothing can be archived as configured
 * @param sentence what, where, and what to do
 */
public record Shortfall(boolean stops, String sentence) {}
