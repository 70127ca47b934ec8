package org.auditcaravan.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.Child;
import org.auditcaravan.servers.Comparison;
import org.auditcaravan.servers.OpenSearchServer;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.Scratch;

/**
 * The first command of the README: the packaged service against a real S3 server and a real search
 * engine, with synthetic events of two simulated organisations, until all of them are archived and
 * indexed; then what there is to see.
 */
public final class QuickStart {
  private static final String ACCESS_KEY = "quickstart";
  private static final String SECRET = "synthetic";
  private static final String PREFIX = "audit";
  private static final String INDEX = "audit-records";

  private final Path folder =
      Path.of(System.getProperty("basedir", ""), "target", "quickstart").toAbsolutePath();
  private final Path truth = folder.resolve("truth.jsonl");
  private final Day day = Day.last(Instant.now(), "acme", "guide");
  private final Steps steps = new Steps(System.out);

  private QuickStart() {}

  /** Takes no arguments; exit code 1 after a failure. */
  public static void main(String[] arguments) {
    try {
      new QuickStart().run();
    } catch (RuntimeException e) {
      System.out.println("The quick start failed: " + sentence(e));
      System.out.flush();
      // Ends Maven, too, before it adds a page of its own to that sentence.
      Runtime.getRuntime().halt(1);
    }
  }

  private static String sentence(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void run() {
    empty(folder);
    steps.step("Starting an S3 server (from the Maven repository: the first time takes longer)");
    try (S3Server s3 = S3Server.start(folder.resolve("s3"), "archive", ACCESS_KEY, SECRET)) {
      steps.step("Starting OpenSearch");
      try (OpenSearchServer engine = OpenSearchServer.create(folder.resolve("opensearch"))) {
        steps.step("Starting Audit Caravan with two simulated organisations");
        try (ServiceProcess service = service(s3, engine)) {
          service.startAndAwaitReady(Duration.ofMinutes(1));
          steps.step("It carries the audit events from " + day.from() + " to " + day.until());
          Patience patience = new Patience(service, day, steps);
          patience.awaitArchive(new ArchiveReader(s3, PREFIX));
          patience.awaitLedger();
          show(service, s3, engine);
          linger();
        }
      }
    }
  }

  private ServiceProcess service(S3Server s3, OpenSearchServer engine) {
    int port = Child.freePort();
    ServiceProcess service =
        ServiceProcess.in(folder.resolve("service"))
            .with("audit.simulator.enabled", "true")
            .with("audit.simulator.port", String.valueOf(port))
            .with("audit.simulator.tenants", String.join(",", day.sources()))
            .with("audit.simulator.until", day.until().toString())
            .with("audit.simulator.truth", truth.toString())
            .with("audit.sinks.s3.bucket", s3.bucket())
            .with("audit.sinks.s3.prefix", PREFIX)
            .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
            .with("audit.sinks.s3.access-key", ACCESS_KEY)
            .with("audit.sinks.s3.secret-key", SECRET)
            .with("audit.sinks.s3.path-style", "true")
            .with("audit.sinks.elasticsearch.url", engine.url().toString())
            .with("audit.sinks.elasticsearch.index", INDEX);
    for (String source : day.sources()) {
      String key = "audit.sources." + source;
      String url = "http://127.0.0.1:" + port + "/" + source;
      service
          .with(key + ".api", source.equals("guide") ? "genesys-auditlogs" : "genesys-audits")
          .with(key + ".api-url", url)
          .with(key + ".token-url", url + "/oauth/token")
          .with(key + ".client-id", source + "-client")
          .with(key + ".client-secret", SECRET)
          .with(key + ".schedule", "0/10 * * * * ?")
          .with(key + ".start", day.from().toString());
    }
    return service;
  }

  private void show(ServiceProcess service, S3Server s3, OpenSearchServer engine) {
    ArchiveReader archive = new ArchiveReader(s3, PREFIX);
    engine.refresh(INDEX);
    List<Comparison> comparisons =
        List.of(
            Comparison.of("acme", truth, "sha256", archive, engine, INDEX),
            Comparison.of("guide", truth, "auditlogSha256", archive, engine, INDEX));
    Tour tour = new Tour(s3, PREFIX, engine, INDEX, steps);
    tour.bucket();
    tour.record(archive, "acme");
    tour.index("acme");
    steps.show("Simulated, archived, indexed", Comparison.table(comparisons));
    steps.show(
        "What the command status says", service.run(Duration.ofMinutes(1), "status").output());
    steps.show(
        "Logs",
        service.log()
            + "\n"
            + folder.resolve("opensearch/opensearch.log")
            + "\n"
            + folder.resolve("s3/s3.log"));
    if (!comparisons.stream().allMatch(Comparison::holds)) {
      throw new IllegalStateException(
          "archive and index do not hold what was simulated; see the table above.");
    }
    System.out.println();
    steps.step("Every simulated event is archived once, and every record is indexed once");
  }

  private void linger() {
    if (Steps.interactive()) {
      steps.step("All of it keeps running so that you can look; Enter ends it");
      System.console().readLine();
    }
    steps.step("Ending the service and the servers; their files stay in " + folder);
  }

  private static void empty(Path folder) {
    try {
      Scratch.delete(folder);
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be emptied.", e);
    }
  }
}
