package org.auditcaravan.archive;

/** Placeholder of the skeleton; the archive helper writes it. */
public final class SeenEvents {}
