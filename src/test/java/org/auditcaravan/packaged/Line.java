package org.auditcaravan.packaged;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.auditcaravan.servers.Child;
import org.auditcaravan.servers.S3Server;

/** A service with its simulator, whose history ends two hours ago, and an S3 server. */
final class Line implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(2);
  static final String SECRET = "a-client-secret-of-the-simulator";

  final S3Server s3;
  final ServiceProcess service;
  final Instant until = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.HOURS);
  final int simulator = Child.freePort();
  final Path truth;

  Line(Path folder, URI engine, String... tenants) {
    s3 = S3Server.start(folder.resolve("s3"), "archive");
    truth = folder.resolve("truth.jsonl");
    service = process(folder.resolve("service"), engine, "audit");
    service
        .with("audit.simulator.enabled", "true")
        .with("audit.simulator.port", String.valueOf(simulator))
        .with("audit.simulator.tenants", String.join(",", tenants))
        .with("audit.simulator.until", until.toString())
        .with("audit.simulator.events", "1200")
        .with("audit.simulator.requests-per-minute", "3000")
        .with("audit.simulator.vendor.async-polls", "0")
        .with("audit.simulator.secret", SECRET)
        .with("audit.simulator.truth", truth.toString());
    for (String tenant : tenants) {
      source(service, tenant, start());
    }
  }

  /** Where the sources begin; the simulator's history begins earlier. */
  Instant start() {
    return until.minus(6, ChronoUnit.HOURS);
  }

  /** Another process of the product, with the same archive server and a ledger of its own. */
  ServiceProcess process(Path folder, URI engine, String prefix) {
    return ServiceProcess.in(folder)
        .with("audit.sinks.s3.bucket", s3.bucket())
        .with("audit.sinks.s3.prefix", prefix)
        .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
        .with("audit.sinks.s3.access-key", "any")
        .with("audit.sinks.s3.secret-key", "any")
        .with("audit.sinks.s3.path-style", "true")
        .with("audit.sinks.elasticsearch.url", engine.toString())
        .with("audit.sinks.elasticsearch.pause", "PT1S");
  }

  /** Gives a process the tenant as a source. */
  void source(ServiceProcess process, String tenant, Instant start) {
    String key = "audit.sources." + tenant;
    String url = "http://127.0.0.1:" + simulator + "/" + tenant;
    process
        .with(key + ".api", "genesys-audits")
        .with(key + ".api-url", url)
        .with(key + ".token-url", url + "/oauth/token")
        .with(key + ".client-id", tenant + "-client")
        .with(key + ".client-secret", SECRET)
        .with(key + ".requests-per-minute", "3000")
        .with(key + ".window", "PT2H")
        .with(key + ".schedule", "0/2 * * * * ?")
        .with(key + ".start", start.toString());
  }

  @Override
  public void close() {
    service.close();
    s3.close();
  }
}
