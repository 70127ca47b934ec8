package org.auditcaravan.window;

/** Why something is not covered, as far as the ledger itself finds out; reads add their own. */
public final class GapReason {
  /** The vendor no longer kept it when it was planned. */
  public static final String OLDER_THAN_RETENTION = "older-than-retention";

  /** The vendor purged it before it could be read. */
  public static final String PURGED = "purged";

  /** It was read under another scope than the configured one. */
  public static final String SCOPE_CHANGED = "scope-changed";

  /** A second that holds more than the vendor hands out; what it did hand out is delivered. */
  public static final String TOO_LARGE = "too-large";

  /** The vendor counts events that it does not show to this client, under a success. */
  public static final String OMITTED = "omitted";

  /** The mode that the operator chose does not reach some of the services. */
  public static final String UNCOVERED = "uncovered";

  private GapReason() {}
}
