package org.auditcaravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.source.Schedules;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScheduleRouteTest {
  private final BlockingQueue<String> due = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> extracted = new LinkedBlockingQueue<>();

  private CamelContext context;

  @AfterEach
  void stop() throws Exception {
    context.stop();
  }

  /** The bean {@code windows}. */
  public final class FakeWindows {
    public void report() {}

    public boolean wake() {
      return true;
    }

    public void taken() {}

    public void due(String source) {
      due.add(source);
    }
  }

  @Test
  void marksEachSourceDueAndWakesAWorker() throws Exception {
    AuditConfig config =
        TestSources.config(
            Map.of(
                "sources.acme.api", "genesys-audits",
                "sources.acme.region", "eu-central-1",
                "sources.acme.client-id", "id",
                "sources.acme.schedule", "0/1 * * * * ?"));
    context =
        ShippedRoutes.context(
            Map.of("windows", new FakeWindows(), "failures", new FakeWindows()),
            Map.of(),
            "errors",
            "schedule",
            "wake",
            "work");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:extract").process(e -> extracted.add(e.getIn().getBody(String.class)));
          }
        });
    context.start();
    Schedules.add(context, new Sources(config));
    assertThat(due.poll(30, TimeUnit.SECONDS)).isEqualTo("acme");
    assertThat(extracted.poll(30, TimeUnit.SECONDS)).isEqualTo("acme");
    assertThat(context.getRoute("schedule-acme")).isNotNull();
  }
}
