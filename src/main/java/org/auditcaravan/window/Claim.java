package org.auditcaravan.window;

import java.time.Instant;
import java.util.Map;

/**
 * A window that this replica may work on, until somebody takes a newer fencing number.
 *
 * @param id the ledger's number of the window
 * @param window the interval
 * @param revision 0 for the first manifest of the window, 1 and up for each further one
 * @param fencing the number of the lease under which the window was claimed
 * @param scope what is asked for
 * @param attempt 1 for the first try since the last success; one that a death cut off is not
 *     counted
 * @param backfill whether the window lies before the first start
 * @param recheckAt when the recheck was due that this claim carries out, null for a first read
 * @param occasion why the window is read
 */
public record Claim(
    long id,
    Window window,
    int revision,
    long fencing,
    Scope scope,
    int attempt,
    boolean backfill,
    Instant recheckAt,
    Occasion occasion) {
  /** From this attempt on, answers that do not fit are taken for a limit of the vendor. */
  private static final int NO_LONGER_PATIENT = 3;

  /** A first read, or a recheck. */
  public Claim(
      long id,
      Window window,
      int revision,
      long fencing,
      Scope scope,
      int attempt,
      boolean backfill,
      Instant recheckAt) {
    this(
        id,
        window,
        revision,
        fencing,
        scope,
        attempt,
        backfill,
        recheckAt,
        recheckAt == null ? Occasion.FIRST : Occasion.RECHECK);
  }

  /**
   * Whether answers that do not fit, such as a total that is not delivered, are taken for a passing
   * disturbance: the window fails, and is tried again.
   */
  public boolean patient() {
    return attempt < NO_LONGER_PATIENT;
  }

  /** Whether the window may be replaced by two: it has no manifest, and is longer than a second. */
  public boolean divisible() {
    return revision == 0 && window.length().toSeconds() >= 2;
  }

  /** Whether this is the first try to read a live window: it waits for nothing else. */
  boolean live() {
    return revision == 0 && !backfill && attempt == 1;
  }

  /** This claim, its scope read in these modes. */
  Claim readBy(Map<String, String> modes) {
    return new Claim(
        id, window, revision, fencing, scope.readBy(modes), attempt, backfill, recheckAt, occasion);
  }
}
