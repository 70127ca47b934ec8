package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.auditcaravan.config.ShiftedClock;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.TcpLine;

/** One fault in all modes: three sources of a crossing, and what is done to them. */
final class Trial implements AutoCloseable {
  private static final Path ROUTES = Path.of("routes");
  private static final int CONCURRENCY = 3;
  private static final List<String> IN_PASSING = List.of("401", "429", "500", "html", "reset");

  final Trouble trouble;
  private final Crossing crossing;
  private final ServiceProcess service;
  private final LedgerState ledger;
  private final History history;
  private final Map<String, String> simulator = new HashMap<>();
  private final Map<Mode, Vendor> vendors = new EnumMap<>(Mode.class);
  private final Map<String, Integer> interrupted = new HashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private Duration ahead = Duration.ZERO;
  private int lookUps;
  private TcpLine line;
  private ShiftedClock clock;
  private Kills kills;

  Trial(Crossing crossing, Trouble trouble) {
    this.crossing = crossing;
    this.trouble = trouble;
    this.service = crossing.service();
    this.ledger = crossing.ledger();
    this.history = crossing.history();
  }

  /** The name of the source that is read in that mode. */
  String source(Mode mode) {
    return trouble.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_")
        + "-"
        + mode.name().toLowerCase(Locale.ROOT);
  }

  Set<String> sources() {
    Set<String> sources = new TreeSet<>();
    for (Mode mode : Mode.values()) {
      sources.add(source(mode));
    }
    return sources;
  }

  /** The index of these sources. */
  String index() {
    return crossing.name()
        + "-"
        + trouble.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
  }

  Iterable<Vendor> vendors() {
    return vendors.values();
  }

  Vendor vendor(Mode mode) {
    return vendors.get(mode);
  }

  /** Prepares the fault, and opens the organisations. */
  void open(Path truths) {
    trouble.before().accept(this);
    for (Mode mode : Mode.values()) {
      Vendor vendor = new Vendor(mode, source(mode), history, truths, simulator);
      vendors.put(mode, vendor);
      vendor.ahead(ahead);
      vendor.readBy(service);
      service.with("audit.sources." + source(mode) + ".index", index());
      if (mode != Mode.LOGS) {
        service.with("audit.sources." + source(mode) + ".user-lookups", String.valueOf(lookUps));
      }
      if (kills != null) {
        service.with("audit.sources." + source(mode) + ".recheck", kills.rechecks());
      }
    }
  }

  // What happens before the start.

  /** Sets a key of all simulators. */
  Trial vendors(String key, String value) {
    simulator.put(key, value);
    return this;
  }

  /** Tokens live for so long, and answers take long enough to outlive them. */
  void tokens(int seconds) {
    vendors("token-seconds", String.valueOf(seconds)).vendors("faults.drip", "0.3");
  }

  /** Shortens the longest wait for a vendor, so that nobody has to watch it pass. */
  void impatient() {
    for (String file : List.of("api-genesys-audits", "api-genesys-auditlogs")) {
      try {
        String route = Files.readString(ROUTES.resolve(file + ".camel.yaml"));
        String edited = route.replace("responseTimeout: \"90000\"", "responseTimeout: \"15000\"");
        assertThat(edited).isNotEqualTo(route);
        Files.createDirectories(crossing.overlay());
        Files.writeString(crossing.overlay().resolve(file + ".camel.yaml"), edited);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    service.with("audit.routes.overlay", crossing.overlay().toString());
  }

  /** Spoils the first requests of each mode to the archive. */
  void spoilArchive(Spoils.Aim aim, int times, Spoils.Spoil spoil) {
    rules.add(new Rule(aim, times, spoil, this));
    crossing.archive().add(rules.get(rules.size() - 1));
  }

  /** Spoils the first requests of each mode with documents. */
  void spoilEngine(int times, Spoils.Spoil spoil) {
    rules.add(new Rule(Spoils.BULK, times, spoil, this));
    crossing.engine().add(rules.get(rules.size() - 1));
  }

  /** The index is there already, and has another type for a field. */
  void mapOtherwise() {
    for (Instant time : Set.of(history.from(), history.until())) {
      crossing
          .servers()
          .engine()
          .ask(
              "PUT",
              "/" + index(time),
              """
              {"aliases": {"%s": {}},
               "mappings": {"dynamic": false, "properties": {"newValue": {"type": "boolean"}}}}
              """
                  .formatted(index()));
      if (index(history.from()).equals(index(history.until()))) {
        return;
      }
    }
  }

  private String index(Instant time) {
    return index() + DateTimeFormatter.ofPattern("-yyyy.MM").withZone(ZoneOffset.UTC).format(time);
  }

  /** The engine lets nobody write. */
  void block() {
    block("true");
  }

  private void block(String value) {
    crossing
        .servers()
        .engine()
        .ask(
            "PUT",
            "/_cluster/settings",
            "{\"persistent\":{\"cluster.blocks.read_only_allow_delete\":%s}}".formatted(value));
  }

  /** No file may become larger than 6 MiB: not the ledger's nor the log, but the spool's. */
  void limitFiles() {
    // Not compressed, a window's file is larger than the ledger's.
    service.with("audit.sinks.s3.codec", "gzip").with("audit.sinks.s3.level", "0");
    service.through("bash", "-c", "ulimit -S -f 6144; exec \"$@\"", "limited");
  }

  /** The connection to the database can be cut. */
  void throughALine() {
    int port = crossing.servers().postgres().port();
    line = TcpLine.to(port);
    service.with(
        "audit.state.url", crossing.url().replace(":" + port + "/", ":" + line.port() + "/"));
  }

  void localClock(Duration ahead) {
    clock = ShiftedClock.in(service.folder()).ahead(ahead);
    service.clock(clock);
  }

  void serverClocks(Duration ahead) {
    this.ahead = ahead;
  }

  /**
   * Windows come to every step of theirs: some fail at once, by each reason; the archive, the
   * engine and single documents are refused; and users are looked up.
   *
   * @param everySource whether each source is stopped at each step, or any one of them
   */
  void passEveryStep(boolean everySource) {
    service.with("audit.retry.attempts", "1").with("audit.retry.throttled", "1");
    service.with("audit.dead-letter.uri", "file:" + crossing.folder().resolve("letters"));
    for (String fault : IN_PASSING) {
      vendors("faults." + fault, "0.03");
    }
    spoilArchive(Spoils.PUT, 2, Spoils::lost);
    spoilArchive(Spoils.PART, 2, Spoils.s3(403, "AccessDenied"));
    spoilArchive(Spoils.MANIFEST, 1, Spoils::foreign);
    mapOtherwise();
    spoilEngine(2, Spoils::lost);
    spoilEngine(2, Spoils.engine(403, "security_exception"));
    lookUps = 5;
    probe(everySource, Set.of());
  }

  /** The service stops before each step, and can be killed there. */
  void probe(boolean everySource, Set<String> routes) {
    kills = crossing.probe(everySource, routes);
  }

  // What happens while it runs.

  /** Lets the fault happen. */
  void happen() {
    trouble.during().accept(this);
  }

  /** Kills at each step that the service comes to. */
  void killAtEachStep() {
    kills.untilDone(this);
    each(vendor -> IN_PASSING.forEach(fault -> vendor.faults().set(fault, 0)));
  }

  /** In the middle, the next answers of each vendor go wrong. */
  void next(String fault, int times) {
    inTheMiddle(vendor -> vendor.faults().next(fault, times));
    each(vendor -> until(() -> vendor.struck(fault) >= times));
  }

  /** In the middle, the vendors' logins are down until they were asked four times. */
  void withoutTokens() {
    inTheMiddle(vendor -> vendor.faults().set("token-down", 1));
    each(vendor -> until(() -> vendor.struck("token-down") >= 4));
    each(vendor -> vendor.faults().set("token-down", 0));
  }

  private void inTheMiddle(Consumer<Vendor> action) {
    each(vendor -> until(() -> vendor.pages() >= 6));
    each(action);
  }

  private void each(Consumer<Vendor> action) {
    vendors.values().forEach(action);
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Crossing.LIMIT).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  /** The archive goes on while the engine lets nobody write. */
  void unblockOnceOwed() {
    try {
      untilOwed();
    } finally {
      block("null");
    }
  }

  private void untilOwed() {
    slowly(() -> ledger.owed().keySet().containsAll(sources()));
    interrupt(1);
  }

  /** The archive is complete before the engine is back. */
  void withoutEngine() {
    crossing.servers().engine().kill9();
    try {
      untilOwed();
      slowly(() -> crossing.covered(this));
    } finally {
      crossing.servers().engine().start();
    }
  }

  /** The files may become larger once no window of any source could be kept. */
  void untilFull() {
    slowly(() -> sources().stream().allMatch(source -> refused(source) > 0));
    service.stop();
    service.through();
    sources().forEach(source -> interrupted.put(source, (int) refused(source) + CONCURRENCY));
    service.startAndAwaitReady(Crossing.LIMIT);
  }

  private long refused(String source) {
    return service
        .output()
        .lines()
        .filter(line -> line.contains(source) && line.contains("File too large"))
        .count();
  }

  /** The database is away until it was asked for ten times. */
  void cutDatabase() {
    inTheMiddle(vendor -> {});
    line.cut();
    until(() -> line.refused() >= 10);
    line.mend();
    interrupt(CONCURRENCY);
  }

  /** Clocks are set right once every source has stopped to plan; nothing was taken as settled. */
  void untilSkewed() {
    slowly(
        () ->
            sources().stream()
                .allMatch(
                    source ->
                        service
                            .output()
                            .contains(source + ": this clock and the vendor's differ")));
    assertThat(ledger.coveredBeyond(Instant.now())).as("windows before their time").isEmpty();
    service.kill9();
    interrupt(CONCURRENCY);
    if (clock != null) {
      clock.ahead(Duration.ZERO);
    }
    each(vendor -> vendor.ahead(Duration.ZERO));
    service.startAndAwaitReady(Crossing.LIMIT);
  }

  /** Kills the service, wherever it is; the windows under way have to be read again. */
  void kill() {
    Map<String, Long> running = ledger.running();
    service.kill9();
    sources()
        .forEach(
            source ->
                interrupted.merge(
                    source, running.getOrDefault(source, 0L).intValue(), Integer::sum));
  }

  private void interrupt(int windows) {
    sources().forEach(source -> interrupted.merge(source, windows, Integer::sum));
  }

  private static void slowly(Callable<Boolean> condition) {
    await().atMost(Crossing.LIMIT).pollInterval(Duration.ofMillis(200)).until(condition);
  }

  /** How often the source was struck; the windows of a kill count one by one. */
  int struck(Vendor vendor) {
    return vendor.struck()
        + rules.stream().mapToInt(rule -> rule.struck(vendor.mode())).sum()
        + interrupted.getOrDefault(vendor.source(), 0);
  }

  @Override
  public void close() {
    vendors.values().forEach(Vendor::close);
    if (line != null) {
      line.close();
    }
  }
}
