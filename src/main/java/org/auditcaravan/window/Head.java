package org.auditcaravan.window;

/**
 * The place in the source's chain that a manifest takes.
 *
 * @param sequence the manifest's own sequence number, 1 for the first of the source
 * @param previousSha256 the SHA-256 of the manifest before it, or null for the first
 */
public record Head(long sequence, String previousSha256) {}
