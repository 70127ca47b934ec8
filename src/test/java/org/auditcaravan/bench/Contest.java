package org.auditcaravan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.Child;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.Scratch;

/** Those who carry the same events to the same servers, each in a process of its own. */
final class Contest implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int AN_HOUR = (int) HOUR.dividedBy(GuidePages.SLOT) * GuidePages.SIZE;

  /** As the image runs it, and with little memory. */
  static final List<String> FORM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:CompileThresholdScaling=4");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final S3Server s3;
  private final Child servers;
  private final String url;
  private int number;

  Contest(Path folder) {
    this.folder = folder;
    this.s3 = S3Server.start(folder.resolve("s3"), "archive");
    int port = Child.freePort();
    this.url = "http://127.0.0.1:" + port;
    this.servers = java("servers", FastServers.class, List.of(String.valueOf(port)));
    servers.await(this::answers, LIMIT);
  }

  /** The packaged service; its sources have equally many of the events each. */
  Sample product(int events, int sources) {
    Path own = folder.resolve("product-" + number++);
    try (ServiceProcess service = service(own, events, sources, "s")) {
      Race race = new Race("product, " + sources + (sources == 1 ? " source" : " sources"));
      service.start();
      long documents = (long) events * GuidePages.CHANGES;
      race.run(service.pid(), () -> service.isAlive() && count()[0] < documents);
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
          .with(key + "recheck", "P30D")
          .with(key + "requests-per-minute", "6000");
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
    Race race = new Race(who);
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

  private boolean answers() {
    try {
      get("/count");
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private String get(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    servers.close();
    s3.close();
  }

  /** What asks the vendor for a page without any events. */
  String asked() {
    return url
        + "/0-0-bare/api/v2/auditlogs?dateFrom=2026-11-01T00:00:00Z&dateTo=2026-11-01T00:00:00Z";
  }

  /** Lets the servers begin to count again. */
  void reset() {
    get("/reset");
  }

  /** Documents and bytes that the engine has taken, and pages that the vendor was asked for. */
  long[] count() {
    return Stream.of(get("/count").split(" ")).mapToLong(Long::parseLong).toArray();
  }

  /** One of them, while the servers count. */
  private final class Race {
    private final String who;
    private final long begun = System.nanoTime();
    private double seconds;
    private double cpu;
    private double peak;

    Race(String who) {
      this.who = who;
      reset();
    }

    /** Looks at a process again and again, since what has ended cannot be asked any more. */
    void run(long pid, BooleanSupplier works) {
      while (works.getAsBoolean()) {
        try {
          cpu = Usage.cpuSeconds(pid);
          peak = Usage.megabytes(pid, "VmHWM");
          TimeUnit.MILLISECONDS.sleep(20);
        } catch (UncheckedIOException | NoSuchElementException ended) {
          break;
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      seconds = (System.nanoTime() - begun) / 1e9;
    }

    Sample sample(int events, long allocated) {
      long[] count = count();
      if (count[0] != (long) events * GuidePages.CHANGES && !who.equals("floor")) {
        throw new IllegalStateException(who + " sent " + count[0] + " documents");
      }
      return new Sample(who, events, seconds, cpu, allocated, peak, count[1]);
    }
  }
}
