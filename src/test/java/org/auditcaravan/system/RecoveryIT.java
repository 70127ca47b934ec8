package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.auditcaravan.deadletter.DeadLetter;
import org.auditcaravan.deadletter.State;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.packaged.ServiceProcess.Result;
import org.auditcaravan.servers.ElasticsearchServer;
import org.auditcaravan.servers.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under load, at a random moment, the service is killed, and its database and its index are lost:
 * {@code rebuild} and {@code reindex} bring back all of it. The source {@code guide} has a gap that
 * somebody acknowledged, and dead letters, because its index refuses most values.
 */
@Tag("drill")
class RecoveryIT {
  private static final Duration LIMIT = Duration.ofMinutes(6);
  private static final String GUIDE = "guide";

  @TempDir static Path servers;
  private static S3Server s3;
  private static ElasticsearchServer engine;

  @TempDir Path folder;
  private final List<String> happened = new ArrayList<>();
  private final long begin = System.nanoTime();
  private String name;
  private String picky;
  private Organisations organisations;
  private ServiceProcess service;
  private LedgerStore store;

  @BeforeAll
  static void startServers() {
    s3 = S3Server.start(servers.resolve("s3"), "archive");
    engine = ElasticsearchServer.create();
  }

  @AfterAll
  static void stopServers() {
    engine.close();
    s3.close();
  }

  @Test
  void databaseAndIndexAreDestroyed() throws IOException {
    Instant past = Instant.now().minusSeconds(60);
    drill("destroyed", new LedgerStore.InAFile(), 1_500, past, 20, false);
  }

  @Test
  void databaseAndIndexAreDestroyedUnderLoad() throws IOException {
    Instant soon = Instant.now().plusSeconds(75);
    drill("load", new LedgerStore.InAFile(), 20_000, soon, 60, false);
  }

  @Test
  void aPostgresAndTheIndexAreDestroyedUnderLoad() throws IOException {
    Instant soon = Instant.now().plusSeconds(75);
    LedgerStore postgres = new LedgerStore.InPostgres(folder.resolve("postgres"));
    drill("postgres-load", postgres, 20_000, soon, 60, false);
  }

  @Test
  void anOldBackupIsPutBack() throws IOException {
    Instant soon = Instant.now().plusSeconds(75);
    drill("backup", new LedgerStore.InAFile(), 20_000, soon, 20, true);
  }

  @Test
  void anOldBackupOfAPostgresIsPutBack() throws IOException {
    Instant soon = Instant.now().plusSeconds(75);
    LedgerStore postgres = new LedgerStore.InPostgres(folder.resolve("postgres"));
    drill("postgres-backup", postgres, 20_000, soon, 20, true);
  }

  /**
   * @param manifests after how many of them, at the earliest, the disaster happens
   * @param backup whether an old backup is put back instead of nothing
   */
  private void drill(
      String drill, LedgerStore database, int events, Instant until, int manifests, boolean backup)
      throws IOException {
    name = drill;
    picky = drill + "-picky";
    store = database;
    Random chance = new Random();
    try (database;
        Organisations vendors = new Organisations(folder, events, chance.nextInt(1000), until);
        ServiceProcess running = service(vendors)) {
      organisations = vendors;
      service = running;
      refuseMostValues();
      service.startAndAwaitReady(Duration.ofMinutes(1));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                assertThat(lettersOf(status())).isGreaterThan(4);
                assertThat(gaps(status())).isNotEmpty();
              });
      refusedWhileTheServiceRuns();
      if (backup) {
        service.stop();
        store.backUp();
        service.startAndAwaitReady(Duration.ofMinutes(1));
        happened("a backup is taken, " + manifests() + " manifests");
      }
      dismiss();
      int more = manifests() + (backup ? manifests : 0);
      await().atMost(LIMIT).until(() -> manifests() >= Math.max(manifests, more));
      assertThat(Organisations.SOURCES)
          .as("sources that have begun; the service says: %s", service.output())
          .allMatch(source -> !s3.keys(name + "/manifests/source=" + source + "/").isEmpty());
      pause(chance.nextInt(2000));
      service.kill9();
      long lost = System.nanoTime();
      happened("kill -9, " + manifests() + " manifests");
      Map<String, JsonNode> before = status();
      List<DeadLetter> letters = store.letters();
      destroyTheIndex();
      refuseMostValues();
      if (backup) {
        store.putBack();
        refusedUntilItIsRebuilt();
      } else {
        store.destroy();
      }

      Result rebuild = service.run(LIMIT, "rebuild");
      assertThat(rebuild.exitCode()).as(rebuild.output() + rebuild.errors()).isZero();
      assertThat(rebuild.output()).contains("guide: restored from");
      happened("rebuilt: " + rebuild.output().strip().replaceAll("\\s*\\R\\s*", ", "));
      asBefore(before, letters);
      assertThat(service.run(LIMIT, "rebuild").exitCode()).isZero();
      asBefore(before, letters);
      assertThat(service.run(LIMIT, "reindex").exitCode()).isZero();
      service.startAndAwaitReady(Duration.ofMinutes(1));
      happened("running again %.0f s after the kill".formatted((System.nanoTime() - lost) / 1e9));

      awaitAll(until);
      happened("all is there %.0f s after the kill".formatted((System.nanoTime() - lost) / 1e9));
      proof(letters);
    }
    System.out.printf("Recovery, %s: %s%n", name, String.join("; ", happened));
  }

  private ServiceProcess service(Organisations vendors) {
    ServiceProcess made =
        ServiceProcess.in(folder.resolve("service"))
            .option("-Xmx512m")
            .with("audit.sinks.s3.bucket", s3.bucket())
            .with("audit.sinks.s3.prefix", name)
            .with("audit.sinks.s3.endpoint", s3.endpoint().toString())
            .with("audit.sinks.s3.access-key", "any")
            .with("audit.sinks.s3.secret-key", "any")
            .with("audit.sinks.s3.path-style", "true")
            .with("audit.sinks.elasticsearch.url", engine.url().toString())
            .with("audit.sinks.elasticsearch.index", name)
            .with("audit.sinks.elasticsearch.pause", "PT1S")
            .with("audit.state.lease", "PT6S");
    vendors.readBy(made);
    Instant start = vendors.until().minus(49, ChronoUnit.HOURS);
    store.usedBy(made);
    return made.with("audit.sources.guide.index", picky)
        .with("audit.sources.guide.start", start.toString())
        .with("audit.sources.guide.vendor-retention", "PT2H");
  }

  /** Before the product's template: both values of a change must be numbers in this index. */
  private void refuseMostValues() {
    for (String month : months()) {
      engine.ask(
          "PUT",
          "/" + picky + month,
          """
          {"aliases":{"%s":{}},"mappings":{"dynamic":false,"properties":{
            "source":{"type":"keyword"},
            "previousValue":{"type":"integer"},"newValue":{"type":"integer"}}}}
          """
              .formatted(picky));
    }
  }

  private void destroyTheIndex() {
    for (String month : months()) {
      engine.ask("DELETE", "/" + picky + month, null);
      engine.refresh(name);
      if (engine.count(name + month) > 0) {
        engine.ask("DELETE", "/" + name + month, null);
      }
    }
  }

  private Set<String> months() {
    Instant until = organisations.until();
    return Stream.of(until, until.minus(1, ChronoUnit.HOURS))
        .map(moment -> "-" + moment.toString().substring(0, 7).replace('-', '.'))
        .collect(Collectors.toSet());
  }

  private void refusedWhileTheServiceRuns() {
    Result refused = service.run(LIMIT, "rebuild");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errors()).contains("stop every replica");
  }

  /** The gap of guide, and two of its letters; the same again does nothing. */
  private void dismiss() {
    JsonNode gap = gaps(status()).get(0);
    String[] acknowledge = {
      "dismiss",
      "--gap",
      "--source",
      GUIDE,
      "--from",
      gap.path("from").asText(),
      "--to",
      gap.path("to").asText(),
      "--because",
      "before the contract"
    };
    assertThat(service.run(LIMIT, acknowledge).output()).contains("1 gaps are acknowledged");
    assertThat(service.run(LIMIT, acknowledge).output()).contains("0 gaps are acknowledged");
    List<String> ids =
        service
            .run(LIMIT, "replay", "--source", GUIDE, "--dry-run")
            .output()
            .lines()
            .filter(line -> line.contains(" attempts"))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .limit(2)
            .toList();
    String[] letters = {"dismiss", "--because", "known", ids.get(0), ids.get(1)};
    assertThat(service.run(LIMIT, letters).output()).contains("2 dead letters are dismissed");
    assertThat(service.run(LIMIT, letters).output()).contains("0 dead letters are dismissed");
    happened("a gap and two letters are dismissed");
  }

  private void refusedUntilItIsRebuilt() {
    int before = manifests();
    service.startAndAwaitReady(Duration.ofMinutes(1));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(status().values())
                    .allSatisfy(
                        source ->
                            assertThat(source.path("stoppedBecause").asText())
                                .contains("is older and does not know them", "rebuild")));
    assertThat(service.run(LIMIT, "status"))
        .matches(result -> result.exitCode() == 3 && result.output().contains("stopped since"));
    assertThat(service.get("/q/metrics").body())
        .containsPattern("audit_sources_stopped\\{.*source=\"guide\".*\\} 1\\.0");
    service.stop();
    assertThat(manifests()).isEqualTo(before);
    happened("the old backup is refused");
  }

  /** A manifest may have been created, and letters kept, just before the kill. */
  private void asBefore(Map<String, JsonNode> before, List<DeadLetter> letters) {
    Map<String, JsonNode> after = status();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach(
        (source, now) -> {
          JsonNode then = before.get(source);
          for (String same : List.of("api", "organization", "firstStart", "acknowledgements")) {
            assertThat(now.path(same)).as(source + " " + same).isEqualTo(then.path(same));
          }
          assertThat(lasting(now)).as(source).isEqualTo(lasting(then));
          assertThat(now.path("manifests").asLong() - then.path("manifests").asLong())
              .as(source)
              .isBetween(0L, 1L);
          assertThat(now.path("windows").path("split"))
              .isEqualTo(then.path("windows").path("split"));
        });
    Map<String, DeadLetter> kept = lettersByFingerprint();
    assertThat(letters)
        .allSatisfy(
            letter -> assertThat(facts(kept.get(letter.fingerprint()))).isEqualTo(facts(letter)));
  }

  /** All but its number, in a form that is compared by value. */
  private static List<Object> facts(DeadLetter letter) {
    return Arrays.asList(
        letter.source(),
        letter.from(),
        letter.to(),
        letter.sink(),
        letter.reason(),
        letter.message(),
        letter.recordId(),
        ByteBuffer.wrap(letter.payload()),
        letter.firstFailure(),
        letter.lastFailure(),
        letter.attempts(),
        letter.state(),
        letter.who(),
        letter.note(),
        letter.closed());
  }

  /** Gaps that are tried again are owed again instead. */
  private static List<JsonNode> lasting(JsonNode source) {
    return StreamSupport.stream(source.path("gaps").spliterator(), false)
        .filter(
            gap -> !gap.path("recoverable").asBoolean() || gap.path("acknowledgement").isObject())
        .toList();
  }

  private void awaitAll(Instant until) {
    Instant end = until.plusSeconds(31);
    await().atMost(LIMIT).until(() -> Instant.now().isAfter(end));
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(
                        Standing.open(service, organisations.until()).stream()
                            .filter(open -> !open.startsWith("guide: gaps"))
                            .filter(open -> !open.startsWith("guide: deadLetters"))
                            .filter(open -> !open.startsWith("guide: gap="))
                            .filter(open -> !open.startsWith("exit code")))
                    .isEmpty());
  }

  private void proof(List<DeadLetter> letters) throws IOException {
    long records = status().get(GUIDE).path("records").asLong();
    assertThat(gaps(status())).isEmpty();
    service.stop();
    Proof proof = new Proof(s3, name, organisations::truth);
    proof.archived("auto");
    proof.archived("live");
    proof.indexed(engine, name);
    proof.archived(GUIDE);
    engine.refresh(picky);
    Map<String, DeadLetter> now = lettersByFingerprint();
    assertThat(engine.count(picky) + now.size()).isEqualTo(records);
    List<String> untried = new ArrayList<>();
    for (DeadLetter letter : letters) {
      DeadLetter kept = now.get(letter.fingerprint());
      assertThat(kept.firstFailure()).isEqualTo(letter.firstFailure());
      assertThat(kept.state()).isEqualTo(letter.state());
      assertThat(kept.who()).isEqualTo(letter.who());
      assertThat(kept.note()).isEqualTo(letter.note());
      if (kept.attempts() <= letter.attempts()) {
        untried.add(kept.from() + " " + kept.recordId() + " " + kept.state());
      }
    }
    assertThat(untried).as("letters of %d that were not tried again", letters.size()).isEmpty();
    assertThat(now.values()).filteredOn(letter -> letter.state() == State.DISMISSED).hasSize(2);
    happened("proved: " + proof + ", " + now.size() + " dead letters");
    refusedOnceAManifestIsMissing();
  }

  /** A chain that lacks a link restores nothing of its source. */
  private void refusedOnceAManifestIsMissing() {
    List<String> manifests = s3.keys(name + "/manifests/source=" + GUIDE + "/");
    String lost = manifests.get(manifests.size() / 2);
    s3.client().deleteObject(delete -> delete.bucket(s3.bucket()).key(lost));
    Map<String, JsonNode> before = status();
    Result rebuild = service.run(LIMIT, "rebuild");
    assertThat(rebuild.exitCode()).isEqualTo(1);
    assertThat(rebuild.errors()).contains("chain of source " + GUIDE + " is broken");
    assertThat(status().get(GUIDE).path("manifests"))
        .isEqualTo(before.get(GUIDE).path("manifests"));
  }

  private Map<String, DeadLetter> lettersByFingerprint() {
    return store.letters().stream()
        .collect(Collectors.toMap(DeadLetter::fingerprint, Function.identity()));
  }

  private Map<String, JsonNode> status() {
    Result result = service.run(LIMIT, "status", "--json");
    try {
      return StreamSupport.stream(
              new ObjectMapper().readTree(result.output()).path("sources").spliterator(), false)
          .collect(Collectors.toMap(one -> one.path("source").asText(), Function.identity()));
    } catch (IOException e) {
      throw new UncheckedIOException("status --json: " + result.output() + result.errors(), e);
    }
  }

  /** The times that guide's vendor no longer kept, as far as nobody has acknowledged them. */
  private static List<JsonNode> gaps(Map<String, JsonNode> status) {
    return StreamSupport.stream(status.get(GUIDE).path("gaps").spliterator(), false)
        .filter(gap -> gap.path("reason").asText().equals("older-than-retention"))
        .filter(gap -> gap.path("acknowledgement").isNull())
        .toList();
  }

  private static long lettersOf(Map<String, JsonNode> status) {
    return status.get(GUIDE).path("deadLetters").path("index-rejected").asLong();
  }

  private int manifests() {
    return s3.keys(name + "/manifests/").size();
  }

  private static void pause(int millis) {
    long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() > moment);
  }

  private void happened(String what) {
    happened.add("%.0f s %s".formatted((System.nanoTime() - begin) / 1e9, what));
  }
}
