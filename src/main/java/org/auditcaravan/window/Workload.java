package org.auditcaravan.window;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.auditcaravan.source.Source;

/** How many windows of each source are under way in this process. */
final class Workload {
  private final Map<String, Integer> running = new ConcurrentHashMap<>();

  /** Takes a place among the source's concurrent windows, if one is free. */
  boolean enter(Source source) {
    int most = source.config().concurrency();
    boolean[] entered = new boolean[1];
    running.compute(
        source.name(),
        (name, now) -> {
          int before = now == null ? 0 : now;
          entered[0] = before < most;
          return entered[0] ? before + 1 : before;
        });
    return entered[0];
  }

  void leave(String source) {
    running.merge(source, -1, Integer::sum);
  }
}
