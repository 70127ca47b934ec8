package org.auditcaravan.archive;

/**
 * The files under way take all the room that they may have. The window's read is given up, its
 * files are removed, and the window is read again later: a retry of the step alone would not free
 * anything.
 */
public class SpoolFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SpoolFull(String source, long maxBytes) {
    super(
        "source "
            + source
            + " would take more than its share of audit.spool.max-bytes="
            + maxBytes
            + ": the window is tried again later; raise the key, or lower audit.sources."
            + source
            + ".concurrency");
  }
}
