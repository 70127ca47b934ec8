package org.auditcaravan.archive;

import java.util.HashMap;
import java.util.Map;

/**
 * The bytes that all files under way may take together. A source may hold its even share, and
 * beyond that as much as is left free: one that floods leaves as much to the others as it takes.
 */
public final class SpoolBudget {
  private final long maxBytes;
  private final long share;
  private final Map<String, Long> held = new HashMap<>();
  private long used;

  /**
   * @param sources how many sources there are to share
   */
  public SpoolBudget(long maxBytes, int sources) {
    this.maxBytes = maxBytes;
    this.share = maxBytes / Math.max(1, sources);
  }

  /**
   * Takes bytes before they are written.
   *
   * @throws SpoolFull when they are not free for this source; nothing is taken then
   */
  public synchronized void take(String source, long bytes) {
    long mine = held.getOrDefault(source, 0L) + bytes;
    long free = maxBytes - used - bytes;
    if (free < 0 || mine > Math.max(share, free)) {
      throw new SpoolFull(source, maxBytes);
    }
    held.put(source, mine);
    used += bytes;
  }

  /** Gives bytes back whose files are gone. */
  public synchronized void free(String source, long bytes) {
    held.merge(source, -bytes, Long::sum);
    used -= bytes;
  }

  /** The bytes that files under way take now. */
  public synchronized long used() {
    return used;
  }
}
