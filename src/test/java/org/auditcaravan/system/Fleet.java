package org.auditcaravan.system;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.simulator.Simulator;
import org.auditcaravan.source.TestSources;

/** Any number of simulated organisations outside of the service's process, all contract A. */
final class Fleet implements AutoCloseable {
  private final Simulator simulator;
  private final Gate gate;
  private final Instant until;

  /**
   * @param keys of the simulator, without {@code audit.simulator.}
   */
  Fleet(List<String> tenants, Instant until, Map<String, String> keys) {
    this.until = until;
    Map<String, String> all = new HashMap<>();
    all.put("tenants", String.join(",", tenants));
    all.put("port", "0");
    all.put("until", until.toString());
    all.put("requests-per-minute", "1000000");
    all.put("vendor.auditlogs-requests", "1000000");
    all.putAll(keys);
    Map<String, String> prefixed = new HashMap<>();
    all.forEach((key, value) -> prefixed.put("simulator." + key, value));
    simulator = new Simulator(TestSources.config(prefixed).simulator(), Clock.systemUTC());
    simulator.start();
    gate = new Gate(simulator);
  }

  /** The address that all of them share. */
  Gate gate() {
    return gate;
  }

  /** The first instant after their history. */
  Instant until() {
    return until;
  }

  /** A service with this archive and without an index. */
  static ServiceProcess service(Path folder, S3Server s3, String prefix) {
    return ServiceProcess.in(folder)
        .option("-XX:+ExitOnOutOfMemoryError")
        .with("audit.sinks.s3.bucket", s3.bucket())
        .with("audit.sinks.s3.prefix", prefix)
        .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
        .with("audit.sinks.s3.access-key", "any")
        .with("audit.sinks.s3.secret-key", "any")
        .with("audit.sinks.s3.path-style", "true")
        .with("audit.sinks.elasticsearch.enabled", "false")
        .with("audit.retry.pause-millis", "50")
        .with("audit.retry.longest-pause-millis", "500")
        .with("audit.retry.window-pause", "PT2S");
  }

  /**
   * Makes a service read an organisation, through the gate.
   *
   * @param history how long before the end of its history the read begins
   */
  void readBy(ServiceProcess service, String tenant, Duration history, Duration window) {
    String key = "audit.sources." + tenant + ".";
    service
        .with(key + "api", "genesys-auditlogs")
        .with(key + "api-url", gate.url(tenant).toString())
        .with(key + "token-url", gate.url(tenant) + "/oauth/token")
        .with(key + "client-id", tenant + "-client")
        .with(key + "client-secret", "synthetic")
        .with(key + "schedule", "0/2 * * * * ?")
        .with(key + "start", until.minus(history).toString())
        .with(key + "window", window.toString())
        .with(key + "backfill-window", window.toString())
        .with(key + "settle", "PT1S")
        .with(key + "recheck", "P3D")
        .with(key + "requests-per-minute", "6000");
  }

  @Override
  public void close() {
    gate.close();
    simulator.close();
  }
}
