package org.auditcaravan.normalize;

/** Placeholder of the skeleton; the normalize helper writes it. */
public final class Event {}
