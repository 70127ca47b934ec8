package org.auditcaravan.archive;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all spools of the process may take together. */
public final class SpoolBudget {
  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  public SpoolBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes bytes before they are written.
   *
   * @throws SpoolFull when they are not free; nothing is taken then
   */
  void take(long bytes) {
    if (used.addAndGet(bytes) > maxBytes) {
      used.addAndGet(-bytes);
      throw new SpoolFull(maxBytes);
    }
  }

  void free(long bytes) {
    used.addAndGet(-bytes);
  }

  /** The bytes that files under way take now. */
  public long used() {
    return used.get();
  }
}
