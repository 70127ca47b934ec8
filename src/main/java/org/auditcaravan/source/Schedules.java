package org.auditcaravan.source;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;

/** Makes one route of the template {@code schedule} for each source. */
public final class Schedules {
  private Schedules() {}

  /** Adds the schedules to a context that has started. */
  public static void add(CamelContext context, Sources sources) {
    for (Source source : sources.all()) {
      TemplatedRouteBuilder.builder(context, "schedule")
          .routeId("schedule-" + source.name())
          .parameter("source", source.name())
          .parameter("cron", source.config().schedule())
          .add();
    }
  }
}
