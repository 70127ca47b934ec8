package org.auditcaravan.source;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.component.quartz.QuartzComponent;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** Makes the routes that each source has for itself, of the templates {@code work, schedule}. */
public final class SourceRoutes {
  private SourceRoutes() {}

  /** Adds the workers of each source to a context that has started. */
  public static void addWorkers(CamelContext context, Sources sources) {
    for (Source source : sources.all()) {
      TemplatedRouteBuilder.builder(context, "work")
          .routeId("work-" + source.name())
          .parameter("source", source.name())
          .parameter("concurrency", source.config().concurrency())
          .add();
    }
  }

  /**
   * Adds the schedule of each source to a context that has started. The scheduler rests meanwhile:
   * a trigger that fires before Camel knows its route makes an endpoint of its own, and the route
   * then finds its trigger taken.
   */
  public static void addSchedules(CamelContext context, Sources sources) {
    Scheduler scheduler = context.getComponent("quartz", QuartzComponent.class).getScheduler();
    try {
      scheduler.standby();
      for (Source source : sources.all()) {
        TemplatedRouteBuilder.builder(context, "schedule")
            .routeId("schedule-" + source.name())
            .parameter("source", source.name())
            .parameter("cron", source.config().schedule())
            .add();
      }
      scheduler.start();
    } catch (SchedulerException e) {
      throw new IllegalStateException("the schedules cannot be started: " + e.getMessage(), e);
    }
  }
}
