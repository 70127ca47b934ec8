package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.Scratch;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Faults crossed with one database, in all modes: a service with an archive prefix and a ledger of
 * its own. Faults that strike single sources share a service, whose other sources go on.
 */
final class Crossing implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(10);

  private final Servers servers;
  private final Database database;
  private final String name;
  private final History history;
  private final Instant begin = Instant.now();
  private final Path truths;
  private final Path folder = Scratch.folder();
  private final String url;
  private final LedgerState ledger;
  private final ServiceProcess service;
  private final SpoiledLine archive;
  private final SpoiledLine engine;
  private final List<Trial> trials = new ArrayList<>();
  private Kills kills;

  /**
   * @param name of the archive's prefix, the indices and the database
   * @param truths a folder that the service's user cannot read
   */
  Crossing(Servers servers, List<Trouble> troubles, Database database, String name, Path truths) {
    this.servers = servers;
    this.database = database;
    this.name = name;
    this.history = troubles.get(0).history().get();
    this.truths = truths;
    this.url =
        database == Database.H2
            ? "jdbc:h2:file:" + folder + "/data/ledger;WRITE_DELAY=0;AUTO_SERVER=TRUE"
            : servers.postgres().database(name);
    this.ledger = new LedgerState(url);
    this.archive = new SpoiledLine(servers.s3().endpoint(), servers.s3());
    this.engine = new SpoiledLine(servers.engine().url(), servers.s3());
    this.service =
        ServiceProcess.in(folder)
            .unprivileged()
            .option("-Xmx512m")
            .option("-XX:+ExitOnOutOfMemoryError")
            .option("-XX:TieredStopAtLevel=1")
            .with("audit.state.url", url)
            .with("audit.state.lease", "PT15S")
            .with("audit.sinks.s3.bucket", servers.s3().bucket())
            .with("audit.sinks.s3.prefix", name)
            .with("audit.sinks.s3.access-key", "any")
            .with("audit.sinks.s3.secret-key", "any")
            .with("audit.sinks.s3.path-style", "true")
            .with("audit.sinks.elasticsearch.pause", "PT1S")
            .with("audit.retry.pause-millis", "50")
            .with("audit.retry.longest-pause-millis", "500")
            .with("audit.retry.window-pause", "PT1S");
    troubles.forEach(trouble -> trials.add(new Trial(this, trouble)));
  }

  Servers servers() {
    return servers;
  }

  String name() {
    return name;
  }

  History history() {
    return history;
  }

  /** The JDBC address of the ledger. */
  String url() {
    return url;
  }

  LedgerState ledger() {
    return ledger;
  }

  ServiceProcess service() {
    return service;
  }

  /** The line to the archive. */
  SpoiledLine archive() {
    return archive;
  }

  /** The line to the search engine. */
  SpoiledLine engine() {
    return engine;
  }

  /** The service's own folder. */
  Path folder() {
    return folder;
  }

  /** The folder of changed routes. */
  Path overlay() {
    return folder.resolve("overlay");
  }

  /** The service stops before each step, and can be killed there. */
  Kills probe(boolean everySource, Set<String> routes) {
    kills = new Kills(this, everySource, routes);
    return kills;
  }

  /** Lets all faults happen, and compares what is left behind with the truth. */
  List<Result> run() throws IOException {
    trials.forEach(trial -> trial.open(truths));
    service
        .with("audit.sinks.s3.endpoint", archive.url())
        .with("audit.sinks.elasticsearch.url", engine.url());
    if (kills == null) {
      service.startAndAwaitReady(LIMIT);
    } else {
      service.start();
    }
    CompletableFuture.allOf(
            trials.stream()
                .map(trial -> CompletableFuture.runAsync(trial::happen))
                .toArray(CompletableFuture[]::new))
        .join();
    await().atMost(LIMIT).until(() -> Instant.now().isAfter(history.until().plusSeconds(2)));
    List<String> open = settled();
    service.stop();
    List<Result> results = new ArrayList<>();
    for (Trial trial : trials) {
      results.addAll(judged(trial, open));
    }
    return results;
  }

  /** Waits until nothing is open, and returns what nevertheless stays so. */
  private List<String> settled() {
    try {
      await().atMost(LIMIT).pollInterval(Duration.ofMillis(500)).until(() -> open().isEmpty());
      return List.of();
    } catch (ConditionTimeoutException e) {
      service.printThreads();
      return open();
    }
  }

  /** What keeps the history from being done with. */
  List<String> open() {
    List<String> open = new ArrayList<>(ledger.open(history.until()));
    for (Trial trial : trials) {
      if (!covered(trial)) {
        open.add("not covered: " + trial.sources());
      }
    }
    return open;
  }

  /** Whether all of the history is archived. */
  boolean covered(Trial trial) {
    long micros = TimeUnit.SECONDS.toMicros(history.span().toSeconds());
    Map<String, Long> covered = ledger.covered(history.until());
    return trial.sources().stream().allMatch(source -> covered.getOrDefault(source, 0L) == micros);
  }

  private List<Result> judged(Trial trial, List<String> open) throws IOException {
    List<Result> results = new ArrayList<>();
    for (Vendor vendor : trial.vendors()) {
      Result result =
          new Result(
              trial.trouble.name(),
              vendor.mode(),
              database,
              trial.struck(vendor) + refused(vendor.source()).size(),
              vendor.truth().size(),
              vendor.extraPages(),
              bound(trial, vendor),
              Duration.between(begin, Instant.now()),
              null);
      results.add(result);
    }
    try {
      prove(trial, open, results);
      return results;
    } catch (AssertionError e) {
      String told = e.getMessage() + "\nThe log: " + told(trial);
      return results.stream().map(result -> result.failed(told)).toList();
    }
  }

  /** What the service has said about the sources of a trial, as far as it fits. */
  private String told(Trial trial) {
    return service
        .output()
        .lines()
        .filter(line -> trial.sources().stream().anyMatch(line::contains))
        .limit(30)
        .collect(Collectors.joining("\n"));
  }

  private void prove(Trial trial, List<String> open, List<Result> results) throws IOException {
    Proof proof =
        new Proof(
            servers.s3(),
            name,
            source -> {
              for (Vendor vendor : trial.vendors()) {
                if (vendor.source().equals(source)) {
                  return vendor.truth();
                }
              }
              throw new AssertionError(source);
            });
    for (String source : trial.sources()) {
      assertThat(open).as("what is open in the end").noneMatch(one -> one.contains(source));
      assertThat(ledger.running()).as("windows under way after the stop").doesNotContainKey(source);
      assertThat(ledger.manifests(source))
          .as("the ledger's manifests")
          .containsExactlyInAnyOrderElementsOf(
              servers.s3().keys(name + "/manifests/source=" + source + "/"));
      proof.archived(source);
    }
    proof.indexed(servers.engine(), trial.index(), refused(trial));
    for (Result result : results) {
      assertThat(result.events()).as("%s: events", result.mode()).isPositive();
      assertThat(result.struck() > 0)
          .as("%s: whether the fault has struck", result.mode())
          .isEqualTo(trial.trouble.strikes());
      assertThat(result.extra())
          .as("%s: pages read again: %s", result.mode(), trial.vendor(result.mode()).again())
          .isLessThanOrEqualTo(result.bound());
    }
  }

  private Set<String> refused(Trial trial) {
    return trial.sources().stream()
        .flatMap(source -> refused(source).stream())
        .collect(Collectors.toSet());
  }

  /** The records of a source that the engine has refused for good. */
  private Set<String> refused(String source) {
    return ledger.deadLetters().stream()
        .filter(record -> record.startsWith(source + ":"))
        .collect(Collectors.toSet());
  }

  private int bound(Trial trial, Vendor vendor) {
    int cost =
        switch (trial.trouble.costs()) {
          case NOTHING -> 0;
          case A_PAGE -> 1;
          case A_WINDOW -> vendor.largestWindow();
        };
    int rechecks = kills == null ? 0 : kills.rechecked(begin, Instant.now());
    return cost * trial.struck(vendor) + vendor.largestWindow() * rechecks;
  }

  /** Where the service stood when it was killed, kill by kill. */
  List<String> stops() {
    return kills == null ? List.of() : kills.stops();
  }

  /** The steps at which it should have been killed and was not. */
  List<String> unreached() {
    return kills == null ? List.of() : kills.unreached();
  }

  @Override
  public void close() {
    service.close();
    trials.forEach(Trial::close);
    archive.close();
    engine.close();
    if (kills != null) {
      kills.close();
    }
    Scratch.delete(folder);
  }
}
