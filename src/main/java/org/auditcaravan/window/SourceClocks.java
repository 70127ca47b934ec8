package org.auditcaravan.window;

import java.time.Instant;
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

  /** Now, by the local clock. */
  public Instant here() {
    return local.instant();
  }

  /** The clock of that source. */
  public SourceClock of(String source) {
    return clocks.computeIfAbsent(source, name -> new SourceClock(local));
  }
}
