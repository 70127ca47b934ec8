package org.auditcaravan.pagination;

import java.time.Duration;

/** The vendor asks for a longer wait than {@code audit.longest-wait}: the window is put off. */
public class LongWait extends VendorException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  public LongWait(String source, Duration wait, Duration longest) {
    super(
        429,
        null,
        null,
        "Source "
            + source
            + " would have to wait "
            + wait
            + " for the vendor's quota, longer than audit.longest-wait="
            + longest
            + ": the window is put off");
    this.wait = wait;
  }

  /** How long the vendor wants to be left alone. */
  public Duration waitAsked() {
    return wait;
  }
}
