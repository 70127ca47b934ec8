package org.auditcaravan.index;

/**
 * A slow engine keeps others waiting: the window is committed, and catch-up delivers it later, so
 * that reading goes on.
 */
public final class IndexBusy extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IndexBusy() {
    super("the search engine is busy with other windows");
  }
}
