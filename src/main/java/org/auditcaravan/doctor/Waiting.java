package org.auditcaravan.doctor;

import java.time.Duration;

/** How time passes. */
@FunctionalInterface
public interface Waiting {

  /** Returns after that time. */
  void pass(Duration time);

  /** Real time. */
  static void really(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
