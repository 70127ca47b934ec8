package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.auditcaravan.packaged.Line.LIMIT;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The quota in real time: a vendor that says 300 requests a minute, grants 180 of them, and takes
 * 0.4 s for each. What hours look like is in {@code QuotaUseTest}.
 */
@Tag("drill")
class QuotaIT {
  private static final int HIDDEN = 180;
  private static final Duration WARM = Duration.ofMinutes(3);
  private static final Duration STEADY = Duration.ofMinutes(5);

  @TempDir Path folder;

  @Test
  void theHiddenLimitIsUsedAndHardlyEverMet() {
    try (Line line = new Line(folder, URI.create("http://127.0.0.1:9"), "acme")) {
      ServiceProcess service =
          line.service
              .with("audit.sinks.elasticsearch.enabled", "false")
              .with("audit.simulator.events", "60000")
              .with("audit.simulator.requests-per-minute", "300")
              .with("audit.simulator.vendor.audit-requests-per-minute", String.valueOf(HIDDEN))
              .with("audit.simulator.faults.slow", "1")
              .with("audit.simulator.vendor.slow-by", "PT0.4S")
              .with("audit.sources.acme.requests-per-minute", "300")
              .with("audit.sources.acme.mode", "realtime")
              .with("audit.sources.acme.concurrency", "5")
              .with("audit.sources.acme.backfill-window", "PT30M")
              .with("audit.sources.acme.page-size", "20");
      service.startAndAwaitReady(LIMIT);
      pass(WARM);
      double grantedBefore = answers(service, "200");
      double refusedBefore = answers(service, "429");
      pass(STEADY);
      double granted = answers(service, "200") - grantedBefore;
      double refused = answers(service, "429") - refusedBefore;
      System.out.printf(
          "%.0f requests granted and %.0f refused in %s, where %d were available%n",
          granted, refused, STEADY, HIDDEN * STEADY.toMinutes());
      assertThat(granted).isGreaterThanOrEqualTo(0.9 * HIDDEN * STEADY.toMinutes());
      assertThat(refused).isLessThanOrEqualTo(0.01 * granted);
    }
  }

  private static void pass(Duration time) {
    await().pollDelay(time).atMost(time.plusMinutes(1)).until(() -> true);
  }

  private static double answers(ServiceProcess service, String status) {
    Matcher total =
        Pattern.compile(
                "(?m)^audit_requests_total\\{source=\"acme\",status=\"" + status + "\"} (\\S+)$")
            .matcher(service.get("/q/metrics").body());
    return total.find() ? Double.parseDouble(total.group(1)) : 0;
  }
}
