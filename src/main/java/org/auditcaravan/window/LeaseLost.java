package org.auditcaravan.window;

/**
 * Somebody else, or this replica again, has taken a newer fencing number of the source: whatever
 * was under way under the older one must stop, and nothing of it was written.
 */
public class LeaseLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LeaseLost(String source, long fencing) {
    super(
        "the lease of source "
            + source
            + " under fencing number "
            + fencing
            + " is no longer valid: this work stops, and the holder of the lease does it again");
  }
}
