package org.auditcaravan.window;

import java.util.Locale;

/** What has become of a window. */
public enum WindowState {
  /** Owed, and not yet read. */
  PLANNED,
  /** Claimed under a fencing number. */
  RUNNING,
  /** Has a manifest. */
  COMMITTED,
  /** A gap that is tried again by itself, until the vendor has purged it. */
  FAILED,
  /** A gap for ever. */
  GAP,
  /** Replaced by its two halves. */
  SPLIT;

  /** As it is stored and shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static WindowState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
