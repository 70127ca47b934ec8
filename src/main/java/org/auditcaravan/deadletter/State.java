package org.auditcaravan.deadletter;

import java.util.Locale;

/** What has become of a dead letter. */
public enum State {
  OPEN,
  REPLAYED,
  DISMISSED;

  /** As it is stored and shown. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static State of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
