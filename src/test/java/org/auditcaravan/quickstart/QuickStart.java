package org.auditcaravan.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
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
  private static final List<String> SOURCES = List.of("acme", "guide");
  private static final String PREFIX = "audit";
  private static final String INDEX = "audit-records";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Path folder =
      Path.of(System.getProperty("basedir", ""), "target", "quickstart").toAbsolutePath();
  private final Steps steps = new Steps(System.out);

  /** Late enough in the past that every window of the day before it is due at once. */
  private final Instant until =
      Instant.now().minus(20, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.HOURS);

  private final Instant from = until.minus(1, ChronoUnit.DAYS);

  private QuickStart() {}

  /** Takes no arguments; exit code 1 after a failure. */
  public static void main(String[] arguments) {
    try {
      new QuickStart().run();
    } catch (RuntimeException e) {
      System.out.println(
          "The quick start failed: " + e.getMessage().lines().findFirst().orElse(""));
      System.out.flush();
      // Ends Maven, too, before it adds a page of its own to that sentence.
      Runtime.getRuntime().halt(1);
    }
  }

  private void run() {
    steps.step("Emptying " + folder);
    empty(folder);
    steps.step("Starting an S3 server (from the Maven repository: the first time takes longer)");
    try (S3Server s3 = S3Server.start(folder.resolve("s3"), "archive", "quickstart", "synthetic")) {
      steps.step("Starting OpenSearch");
      try (OpenSearchServer engine = OpenSearchServer.create(folder.resolve("opensearch"))) {
        steps.step("Starting Audit Caravan with two simulated organisations");
        try (ServiceProcess service = service(s3, engine)) {
          service.startAndAwaitReady(Duration.ofSeconds(60));
          ArchiveReader archive = new ArchiveReader(s3, PREFIX);
          steps.step("It reads the audit events from " + from + " to " + until);
          awaitArchive(service, archive);
          awaitLedger(service);
          show(service, s3, archive, engine);
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
            .with("audit.simulator.tenants", String.join(",", SOURCES))
            .with("audit.simulator.until", until.toString())
            .with("audit.simulator.truth", truth().toString())
            .with("audit.sinks.s3.bucket", s3.bucket())
            .with("audit.sinks.s3.prefix", PREFIX)
            .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
            .with("audit.sinks.s3.access-key", "quickstart")
            .with("audit.sinks.s3.secret-key", "synthetic")
            .with("audit.sinks.s3.path-style", "true")
            .with("audit.sinks.elasticsearch.url", engine.url().toString())
            .with("audit.sinks.elasticsearch.index", INDEX);
    for (String source : SOURCES) {
      String key = "audit.sources." + source;
      String url = "http://127.0.0.1:" + port + "/" + source;
      service
          .with(key + ".api", source.equals("guide") ? "genesys-auditlogs" : "genesys-audits")
          .with(key + ".api-url", url)
          .with(key + ".token-url", url + "/oauth/token")
          .with(key + ".client-id", source + "-client")
          .with(key + ".client-secret", "synthetic")
          .with(key + ".schedule", "0/10 * * * * ?")
          .with(key + ".start", from.toString());
    }
    return service;
  }

  private Path truth() {
    return folder.resolve("truth.jsonl");
  }

  private void awaitArchive(ServiceProcess service, ArchiveReader archive) {
    AtomicReference<String> last = new AtomicReference<>("");
    await(
        service,
        "the archive does not cover all windows",
        () -> {
          String progress =
              SOURCES.stream()
                  .map(source -> source + " " + hours(archive, source) + " of 24 h")
                  .collect(Collectors.joining(", "));
          if (!progress.equals(last.getAndSet(progress))) {
            steps.step("Archived: " + progress);
          }
          return SOURCES.stream()
              .noneMatch(source -> archive.coveredUntil(source, from).isBefore(until));
        });
  }

  private long hours(ArchiveReader archive, String source) {
    return Math.min(24, Duration.between(from, archive.coveredUntil(source, from)).toHours());
  }

  private void awaitLedger(ServiceProcess service) {
    await(
        service,
        "the ledger does not say that all windows are archived and indexed",
        () -> {
          JsonNode sources = json(status(service, "--json").output()).path("sources");
          return sources.size() == SOURCES.size() && all(sources, this::settled);
        });
    steps.step("The ledger says that all of it is archived and indexed");
  }

  private boolean settled(JsonNode source) {
    String covered = source.path("coveredTo").textValue();
    return covered != null
        && !Instant.parse(covered).isBefore(until)
        && all(source.path("owed"), owed -> owed.asLong() == 0);
  }

  private static boolean all(JsonNode nodes, Predicate<JsonNode> condition) {
    return StreamSupport.stream(nodes.spliterator(), false).allMatch(condition);
  }

  private static ServiceProcess.Result status(ServiceProcess service, String... options) {
    List<String> command = new ArrayList<>(List.of("status"));
    command.addAll(List.of(options));
    return service.run(Duration.ofSeconds(60), command.toArray(String[]::new));
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The command status --json did not print JSON.", e);
    }
  }

  private static void await(ServiceProcess service, String otherwise, BooleanSupplier done) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!done.getAsBoolean()) {
      if (!service.isAlive() || System.nanoTime() > end) {
        String why =
            service.isAlive() ? "after " + LIMIT.toSeconds() + " s " : "the service ended; ";
        throw new IllegalStateException(why + otherwise + ", see " + service.log() + ".");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("it was interrupted.", e);
      }
    }
  }

  private void show(
      ServiceProcess service, S3Server s3, ArchiveReader archive, OpenSearchServer engine) {
    engine.refresh(INDEX);
    List<Comparison> comparisons =
        List.of(
            Comparison.of("acme", truth(), "sha256", archive, engine, INDEX),
            Comparison.of("guide", truth(), "auditlogSha256", archive, engine, INDEX));
    List<String> keys = s3.keys(PREFIX + "/");
    steps.show(
        "In the bucket " + s3.bucket() + " of " + s3.endpoint() + ": " + keys.size() + " objects",
        keys.stream()
                .filter(key -> key.contains("/records/") || key.contains("/manifests/"))
                .collect(Collectors.groupingBy(key -> key.split("/")[1] + key.split("/")[2]))
                .values()
                .stream()
                .map(group -> group.get(0) + "\n")
                .collect(Collectors.joining())
            + "on disk: "
            + s3.objects());
    steps.show("One record of the archive", sample(archive));
    steps.show(
        "In the index "
            + String.join(", ", indices(engine))
            + ": "
            + engine.count(INDEX)
            + " documents",
        "curl '" + engine.url() + "/" + INDEX + "/_search?q=source:acme&size=1&pretty'");
    steps.show("Simulated, archived, indexed", Comparison.table(comparisons));
    steps.show("The command status", status(service).output());
    steps.show(
        "Logs",
        String.join(
            "\n",
            service.log().toString(),
            folder.resolve("opensearch/opensearch.log").toString(),
            folder.resolve("s3/s3.log").toString()));
    System.out.println();
    if (!comparisons.stream().allMatch(Comparison::holds)) {
      throw new IllegalStateException(
          "archive and index do not hold what was simulated, see the table above.");
    }
    steps.step("Every simulated event is archived once, and every record is indexed once.");
  }

  private static List<String> indices(OpenSearchServer engine) {
    JsonNode aliases = engine.ask("GET", "/_alias/" + INDEX, null);
    return aliases.properties().stream().map(Map.Entry::getKey).sorted().toList();
  }

  private static String sample(ArchiveReader archive) {
    AtomicReference<JsonNode> sample = new AtomicReference<>();
    archive.records(
        "acme",
        record -> {
          if (sample.get() == null
              || (sample.get().path("newValue").isNull() && !record.path("newValue").isNull())) {
            sample.set(record);
          }
        });
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(sample.get());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A record cannot be shown.", e);
    }
  }

  private void linger() {
    if (Steps.interactive()) {
      steps.step("All of it keeps running so that you can look; Enter ends it.");
      System.console().readLine();
    }
    steps.step("Ending the service and the servers; the files stay in " + folder);
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
