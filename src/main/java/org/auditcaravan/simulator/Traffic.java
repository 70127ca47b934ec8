package org.auditcaravan.simulator;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many pages of events were served, by what was asked for; a download counts as one. */
public final class Traffic {
  private final Map<Asked, Integer> pages = new ConcurrentHashMap<>();

  /**
   * What a query asked for.
   *
   * @param service null for all
   */
  public record Asked(String tenant, Instant from, Instant to, String service) {}

  void page(Tenant tenant, Interval interval, String service) {
    pages.merge(new Asked(tenant.name(), interval.from(), interval.to(), service), 1, Integer::sum);
  }

  /** The pages so far, those among them whose answers a fault spoiled on their way. */
  public Map<Asked, Integer> pages() {
    return Map.copyOf(pages);
  }
}
