package org.auditcaravan.archive;

/**
 * The files under way take all the room that they may. The window's read is given up, its files are
 * removed, and the window is read again later: a retry of the step alone would not free anything.
 */
public class SpoolFull extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SpoolFull(long maxBytes) {
    super(
        "the files of windows under way would take more than audit.spool.max-bytes="
            + maxBytes
            + ": the window is tried again later; raise the key, or lower audit.workers");
  }
}
