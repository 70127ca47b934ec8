package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.auditcaravan.packaged.Line.LIMIT;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.window.SourceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the packaged service ends, and goes on. Its leases last ten minutes, longer than any limit
 * here: who waited for one to run out would fail.
 */
class StopIT {
  private static final String ACME = "acme";

  @TempDir Path folder;
  private Line line;
  private ServiceProcess service;
  private ArchiveReader archive;

  @BeforeEach
  void startWithMuchToDo() {
    line = new Line(folder, URI.create("http://127.0.0.1:9"), ACME);
    archive = new ArchiveReader(line.s3, "audit");
    service =
        line.service
            .with("audit.sinks.elasticsearch.enabled", "false")
            .with("audit.state.lease", "PT10M")
            .with("audit.sources.acme.window", "PT30M")
            .with("audit.sources.acme.page-size", "25")
            .with("audit.sources.acme.requests-per-minute", "60");
    service.startAndAwaitReady(LIMIT);
    await().atMost(LIMIT).until(() -> archive.manifests(ACME).size() >= 1);
  }

  @AfterEach
  void end() {
    line.close();
  }

  @Test
  void aServiceThatIsAskedToEndLeavesNothingHalfDone() {
    service.stop();
    assertThat(service.exitCode(Duration.ofSeconds(1))).isIn(0, 143);
    assertThat(service.output()).doesNotContain(" ERROR ", " WARN ", "Exception");

    SourceStatus status = service.status(ACME);
    assertThat(status.windows()).doesNotContainKey("running");
    assertThat(status.holder()).isNull();
    assertThat(status.gaps()).isEmpty();

    goesOn();
  }

  @Test
  void aServiceThatWasKilledGoesOnAtOnce() {
    service.kill9();
    goesOn();
  }

  private void goesOn() {
    assertThat(archive.coveredUntil(ACME, line.start())).isBefore(line.until);
    service.with("audit.sources.acme.requests-per-minute", "3000").startAndAwaitReady(LIMIT);
    await()
        .atMost(LIMIT)
        .until(() -> !archive.coveredUntil(ACME, line.start()).isBefore(line.until));
    assertThat(service.output()).doesNotContain(" ERROR ");
  }
}
