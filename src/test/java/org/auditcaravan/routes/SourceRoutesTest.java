package org.auditcaravan.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.source.SourceRoutes;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;

class SourceRoutesTest {
  private final BlockingQueue<String> due = new LinkedBlockingQueue<>();
  private final List<String> refused = new ArrayList<>();
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

    public void refused(String source, @ExchangeException Exception reason) throws Exception {
      refused.add(source);
      throw reason;
    }
  }

  @Test
  void aSourceThatTheLineHasNoRoomForIsPutOutOfItAndReported() throws Exception {
    context =
        ShippedRoutes.context(
            Map.of("windows", new FakeWindows(), "failures", new FakeWindows()),
            Map.of(),
            "errors",
            "wake");
    context.start();
    context.getEndpoint("seda:work-acme?size=1");
    ProducerTemplate workers = context.createProducerTemplate();
    workers.sendBody("direct:wake", "acme");
    assertThatThrownBy(() -> workers.sendBody("direct:wake", "acme"))
        .hasRootCauseMessage("Queue full");
    assertThat(refused).containsExactly("acme");
  }

  @Test
  void aSourceThatHangsHoldsNobodysWorkersButItsOwn() throws Exception {
    Map<String, String> keys = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      keys.put("sources.s" + i + ".api", "genesys-audits");
      keys.put("sources.s" + i + ".region", "eu-central-1");
      keys.put("sources.s" + i + ".client-id", "id" + i);
    }
    CountDownLatch hanging = new CountDownLatch(27);
    CountDownLatch end = new CountDownLatch(1);
    context =
        ShippedRoutes.context(
            Map.of("windows", new FakeWindows(), "failures", new FakeWindows()),
            Map.of(),
            "errors",
            "wake",
            "work");
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:extract")
                .process(
                    exchange -> {
                      String source = exchange.getIn().getBody(String.class);
                      extracted.add(source);
                      if (!source.equals("s0")) {
                        hanging.countDown();
                        end.await();
                      }
                    });
          }
        });
    context.start();
    SourceRoutes.addWorkers(context, new Sources(TestSources.config(keys)));
    ProducerTemplate workers = context.createProducerTemplate();
    try {
      for (int i = 1; i < 10; i++) {
        for (int window = 0; window < 4; window++) {
          workers.sendBody("direct:wake", "s" + i);
        }
      }
      assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();
      extracted.clear();
      workers.sendBody("direct:wake", "s0");
      assertThat(extracted.poll(30, TimeUnit.SECONDS)).isEqualTo("s0");
    } finally {
      end.countDown();
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
    SourceRoutes.addWorkers(context, new Sources(config));
    List<Boolean> resting = new CopyOnWriteArrayList<>();
    context
        .getManagementStrategy()
        .addEventNotifier(
            new EventNotifierSupport() {
              @Override
              public void notify(CamelEvent event) throws Exception {
                if (event instanceof CamelEvent.RouteAddedEvent) {
                  resting.add(quartz().isInStandbyMode());
                }
              }
            });
    SourceRoutes.addSchedules(context, new Sources(config));
    // A trigger that fires before its route is there takes the route's place.
    assertThat(resting).containsExactly(true);
    assertThat(due.poll(30, TimeUnit.SECONDS)).isEqualTo("acme");
    assertThat(extracted.poll(30, TimeUnit.SECONDS)).isEqualTo("acme");
    assertThat(context.getRoute("schedule-acme")).isNotNull();
  }

  private Scheduler quartz() {
    return context.getComponent("quartz", QuartzComponent.class).getScheduler();
  }
}
