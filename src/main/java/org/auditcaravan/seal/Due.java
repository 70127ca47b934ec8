package org.auditcaravan.seal;

/** What the next link of a source's chain is to say. */
public sealed interface Due permits Day, Horizon {
  /** The source's name. */
  String source();
}
