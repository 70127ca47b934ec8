package org.auditcaravan.bench;

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
import java.util.Optional;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.Child;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.Scratch;

/** Those who carry the same events to the same servers, each in a process of its own. */
final class Contest implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final Duration HOUR = Duration.ofHours(1);

  /** Events of an hour. */
  static final int AN_HOUR = (int) HOUR.dividedBy(GuidePages.SLOT) * GuidePages.SIZE;

  /** As the image runs it, and with little memory. */
  static final List<String> FORM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:CompileThresholdScaling=4");

  private final Path folder;
  private final S3Server s3;
  private final Child servers;
  private final String url;
  private final Counter counter;
  private int number;

  Contest(Path folder) {
    this.folder = folder;
    this.s3 = S3Server.start(folder.resolve("s3"), "archive");
    int port = Child.freePort();
    this.url = "http://127.0.0.1:" + port;
    this.servers = java("servers", FastServers.class, List.of(String.valueOf(port)));
    this.counter = new Counter(url);
    servers.await(counter::answers, LIMIT);
  }

  /** The packaged service; its sources have equally many of the events each, in whole pages. */
  Sample product(int most, int sources) {
    int pages = Math.max(1, most / sources / GuidePages.SIZE);
    int events = pages * GuidePages.SIZE * sources;
    Path own = folder.resolve("product-" + number++);
    try (ServiceProcess service = service(own, events, sources, "s")) {
      Race race =
          new Race(counter, "product, " + sources + (sources == 1 ? " source" : " sources"));
      service.start();
      long documents = (long) events * GuidePages.CHANGES;
      race.run(service.pid(), () -> service.isAlive() && counter.count()[0] < documents);
      if (!service.isAlive()) {
        throw new IllegalStateException("the service has ended: " + service.output());
      }
      return race.sample(events, Usage.allocated(service.pid()));
    } finally {
      Scratch.delete(own);
    }
  }

  /** The packaged service with so many events for its sources together, which have this name. */
  ServiceProcess service(Path own, int events, int sources, String name) {
    ServiceProcess service =
        ServiceProcess.in(own)
            .with("audit.sinks.s3.bucket", s3.bucket())
            .with("audit.sinks.s3.prefix", own.getFileName().toString())
            .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
            .with("audit.sinks.s3.access-key", "any")
            .with("audit.sinks.s3.secret-key", "any")
            .with("audit.sinks.s3.path-style", "true")
            .with("audit.sinks.elasticsearch.url", url)
            .with("audit.seal.enabled", "false");
    FORM.forEach(service::option);
    Optional.ofNullable(System.getProperty("bench.option")).ifPresent(service::option);
    Instant from = from(events / sources);
    for (int i = 0; i < sources; i++) {
      String key = "audit.sources." + name + i + ".";
      service
          .with(key + "api", "genesys-auditlogs")
          .with(key + "api-url", vendor(from, events / sources, name + i))
          .with(key + "token-url", url + "/oauth/token")
          .with(key + "client-id", "any")
          .with(key + "client-secret", "any-secret")
          .with(key + "schedule", "0/5 * * * * ?")
          .with(key + "start", from.toString())
          .with(key + "window", HOUR.toString())
          .with(key + "backfill-window", HOUR.toString())
          .with(key + "settle", "PT1S")
          .with(key + "recheck", "P30D")
          // Camel's throttle keeps an object for each.
          .with(key + "requests-per-minute", String.valueOf(Math.max(300, 6000 / sources)));
    }
    return service;
  }

  /** The guide's paginator, completed. */
  Sample paginator(int events) {
    Instant from = from(events);
    Path rows = directory("paginator-" + number++);
    return run(
        "paginator",
        events,
        List.of(
            "python3",
            Path.of(System.getProperty("basedir", ""), "src/test/resources/bench/paginator.py")
                .toAbsolutePath()
                .toString(),
            vendor(from, events, "p"),
            url,
            from.toString(),
            String.valueOf(events / AN_HOUR),
            rows.toString()));
  }

  /**
   * The least that the work can cost.
   *
   * @param posted bytes to post for each event
   */
  Sample floor(int events, int posted) {
    Instant from = from(events);
    return run(
        "floor",
        events,
        javaCommand(
            Floor.class,
            List.of(
                vendor(from, events, "f"),
                url,
                s3.endpoint() + "/" + s3.bucket(),
                from.toString(),
                String.valueOf(events / AN_HOUR),
                String.valueOf(posted))));
  }

  private Sample run(String who, int events, List<String> command) {
    Race race = new Race(counter, who);
    try (Child child = Child.start(who, folder, folder.resolve(who + ".log"), Map.of(), command)) {
      race.run(child.pid(), child::isAlive);
      if (child.exitCode(LIMIT) != 0) {
        throw new IllegalStateException(who + " failed, see its log in " + folder);
      }
      return race.sample(events, 0);
    }
  }

  private static Instant from(int events) {
    Instant until = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(HOUR);
    return until.minus(HOUR.multipliedBy((events + AN_HOUR - 1) / AN_HOUR));
  }

  private String vendor(Instant from, int events, String name) {
    long slot = from.getEpochSecond() / GuidePages.SLOT.toSeconds();
    return url + "/" + slot + "-" + (slot + events / GuidePages.SIZE) + "-" + name;
  }

  private Child java(String name, Class<?> main, List<String> arguments) {
    return Child.start(
        name, folder, folder.resolve(name + ".log"), Map.of(), javaCommand(main, arguments));
  }

  private static List<String> javaCommand(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(Child.java()));
    command.addAll(FORM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  private Path directory(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    servers.close();
    s3.close();
  }

  Counter counter() {
    return counter;
  }

  /** What asks the vendor for a page without any events. */
  String asked() {
    return url
        + "/0-0-bare/api/v2/auditlogs?dateFrom=2026-11-01T00:00:00Z&dateTo=2026-11-01T00:00:00Z";
  }
}
