package org.auditcaravan.ratelimit;

import java.util.Map;

/** Of a process that starts for the first time, and whose knowledge dies with it. */
public final class NoMemory implements Memory {
  @Override
  public Map<String, Known> recall(String source) {
    return Map.of();
  }

  @Override
  public void keep(Turn turn, Known known) {}
}
