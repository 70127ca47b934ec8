package org.auditcaravan.window;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The clock of each source. */
public final class SourceClocks {
  private final InstantSource local;
  private final Map<String, SourceClock> clocks = new ConcurrentHashMap<>();

  public SourceClocks(InstantSource local) {
    this.local = local;
  }

  /** The clock of that source. */
  public SourceClock of(String source) {
    return clocks.computeIfAbsent(source, name -> new SourceClock(local));
  }
}
