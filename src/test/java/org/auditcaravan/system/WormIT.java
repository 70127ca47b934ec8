package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.auditcaravan.system.LockedBucket.NAME;
import static org.auditcaravan.system.LockedBucket.answer;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.archive.BucketCheck;
import org.auditcaravan.archive.ConditionProbe;
import org.auditcaravan.archive.JournalObjects;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.archive.Shortfall;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.journal.Act;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.packaged.ServiceProcess.Result;
import org.auditcaravan.servers.CephServer;
import org.auditcaravan.servers.PostgresServer;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.sign.TestKeys;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * The packaged product with a bucket that really locks, under the shipped policy: a day is carried
 * through a kill in the middle of a window and a take-over, closed and verified; then people with
 * its keys try to undo it. The tests build on one another.
 */
@Tag("worm")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WormIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir static Path folder;
  private static CephServer ceph;
  private static LockedBucket bucket;
  private static PostgresServer postgres;
  private static Fleet fleet;
  private static TestKeys keys;
  private static String date;
  private static String held;

  @BeforeAll
  static void start() throws IOException, SQLException {
    ceph = CephServer.start(folder.resolve("ceph"));
    bucket = new LockedBucket(ceph);
    postgres = PostgresServer.create(folder.resolve("postgres"));
    // What a killed process waited for in the ledger must not wait on for it.
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
        var statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE postgres SET client_connection_check_interval = '500ms'");
    }
    // A whole day lies between this one and today, so that it can be let go.
    Instant until = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(DAY);
    date = until.minus(DAY).toString().substring(0, 10);
    fleet =
        new Fleet(
            List.of("acme"),
            until,
            Map.of("events", "3000", "truth", folder.resolve("truth.jsonl").toString()));
    keys = TestKeys.fresh();
    Files.createDirectories(folder.resolve("keys"));
    Files.writeString(folder.resolve("keys/own.pem"), keys.open);
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      fleet.close();
    }
    if (postgres != null) {
      postgres.close();
    }
    if (ceph != null) {
      ceph.close();
    }
  }

  /** One of the product's processes, as that user, with a folder of its own. */
  private static ServiceProcess process(String name, String user) {
    ServiceProcess process =
        bucket
            .usedBy(ServiceProcess.in(folder.resolve(name)), user)
            .with("audit.sinks.elasticsearch.enabled", "false")
            .with("audit.state.url", postgres.jdbcUrl())
            .with("audit.state.lease", "PT5S")
            .with("audit.seal.enabled", "false")
            .with("audit.seal.key", keys.secret)
            .with("audit.seal.public-keys", folder.resolve("keys").toString())
            .with("audit.retry.window-pause", "PT2S");
    fleet.readBy(process, "acme", DAY, Duration.ofHours(1));
    return process.with("audit.sources.acme.recheck", "PT1H");
  }

  private static void say(String what, Object answer) {
    System.out.printf("%-66s %s%n", what, answer);
  }

  @Test
  @Order(1)
  void aStartSaysWhatTheBucketDoesNotSupport() {
    try (ServiceProcess service = process("plain", LockedBucket.WRITER)) {
      service
          .with("audit.sinks.s3.bucket", LockedBucket.PLAIN)
          .with("audit.sinks.s3.access-key", ceph.accessKey("keeper"))
          .with("audit.sinks.s3.secret-key", ceph.secretKey("keeper"));
      service.start();
      assertThat(service.exitCode(LIMIT)).isEqualTo(1);
      assertThat(service.output())
          .contains(
              "bucket acme-plain has no object lock and keeps no versions, but audit.archive.lock"
                  + " asks for GOVERNANCE for P30D")
          .doesNotContain("\tat ");
      say("start with a bucket without lock", "refused in one sentence");
    }
    assertThat(shortfalls(Map.of("archive.encryption", "s3", "archive.kms-key", "")))
        .singleElement()
        .asString()
        .contains("with the encryption AES256, but does not show it");
    assertThatThrownBy(() -> shortfalls(Map.of("archive.storage-class", "NOWHERE")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("400 InvalidArgument")
        .hasMessageContaining("audit.archive.storage-class");
    assertThat(shortfalls(Map.of())).isEmpty();
    setDefaultRetention(1);
    assertThat(shortfalls(Map.of()))
        .containsExactly(
            "bucket acme-audit by itself locks GOVERNANCE for P1D, which is less than the"
                + " GOVERNANCE for P30D of audit.archive.lock: what others put there is free"
                + " earlier, so set its default retention to the same");
    say("encryption that the server ignores, a class it lacks, a shorter lock", "each is said");
  }

  private static void setDefaultRetention(int days) {
    bucket.keeper.putObjectLockConfiguration(
        request ->
            request
                .bucket(NAME)
                .objectLockConfiguration(
                    lock ->
                        lock.objectLockEnabled(ObjectLockEnabled.ENABLED)
                            .rule(
                                rule ->
                                    rule.defaultRetention(
                                        DefaultRetention.builder()
                                            .mode(ObjectLockRetentionMode.GOVERNANCE)
                                            .days(days)
                                            .build()))));
  }

  /** What the writer's client is told of the bucket, with these keys besides. */
  private static List<String> shortfalls(Map<String, String> more) {
    Archive archive = new Archive(more);
    return new BucketCheck(archive.clients, new ConditionProbe(archive.clients))
        .of(archive.place).stream().map(Shortfall::sentence).toList();
  }

  /** The product's own clients in this process, as the writer. */
  private static final class Archive {
    final ArchivePlace place;
    final S3Clients clients;
    private final AuditConfig config;
    private final ArchivePlaces places;

    Archive(Map<String, String> more) {
      Map<String, String> all = new HashMap<>(bucket.keys(LockedBucket.WRITER));
      all.putAll(more);
      all.values().removeIf(String::isEmpty);
      config = TestSources.config(all);
      places = new ArchivePlaces(config);
      place = places.of(TestSources.acme("genesys-audits", Map.of()));
      clients = new S3Clients(config, places, InstantSource.system());
    }

    JournalObjects journal() {
      return new JournalObjects(
          new Sources(config),
          places,
          clients,
          new ArchiveReader(places, clients),
          SigningKey.of(config.seal()));
    }
  }

  @Test
  @Order(2)
  void aDayIsCarriedThroughAKillAndATakeOver() throws Exception {
    try (ServiceProcess first = process("first", LockedBucket.WRITER);
        ServiceProcess second = process("second", LockedBucket.WRITER)) {
      first.startAndAwaitReady(LIMIT);
      // The newest windows come first, and hold nothing.
      await().atMost(LIMIT).until(() -> bucket.list("records/").size() >= 2);
      assertThat(first.output()).contains("by itself locks GOVERNANCE for P1D");
      held = manifests().iterator().next();
      hold(held);
      second.start();
      Connection confirmations;
      String killed = asked("SELECT holder FROM sources");
      try (Connection reservations = lockedAgainstWrites("reservations")) {
        await().atMost(LIMIT).until(() -> !begun().isEmpty());
        first.kill9();
        say("kill -9: windows with parts and without a manifest", begun().size());
        confirmations = lockedAgainstWrites("manifests");
        reservations.rollback();
      }
      try (confirmations) {
        await()
            .atMost(LIMIT)
            .until(() -> !killed.equals(asked("SELECT holder FROM sources")) && confirming());
        assertThat(unconfirmed()).isPositive();
        first.startAndAwaitReady(LIMIT);
        second.kill9();
        say("a second process took over, kill -9: manifests that no ledger has", unconfirmed());
        confirmations.rollback();
      }
      await().atMost(LIMIT).until(WormIT::covered);
      say("the first took over again, and committed all of the day", "done");
      assertThat(redone()).isPositive();
    }
    assertThat(archived()).as("events in the archive").isEqualTo(truth());
    say(
        "events archived once, of events that there were",
        archived().size() + " of " + truth().size());
  }

  /** Puts a legal hold on an object, as the keeper may. */
  private static void hold(String key) {
    bucket.keeper.putObjectLegalHold(
        request ->
            request
                .bucket(NAME)
                .key(key)
                .legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.ON)));
  }

  private static Set<String> manifests() {
    return new TreeSet<>(bucket.list("manifests/"));
  }

  /** The windows that have parts and neither manifest nor reservation: they are read again. */
  private static Set<String> begun() throws SQLException {
    Set<String> windows =
        bucket.list("records/").stream().map(WormIT::window).collect(Collectors.toSet());
    manifests().stream().map(WormIT::window).forEach(windows::remove);
    windows.remove(
        window(asked("SELECT coalesce(max(manifest_key), 'no_window') FROM reservations")));
    return windows;
  }

  private static String window(String key) {
    String[] name = key.substring(key.lastIndexOf('/') + 1).split("_");
    return name[0] + "_" + name[1];
  }

  /** Nobody can write this table of the ledger until the connection ends. */
  private static Connection lockedAgainstWrites(String table) throws SQLException {
    Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
    }
    return connection;
  }

  /** Whether the day's windows are committed, and later ones up to now may be. */
  private static boolean covered() {
    Map<String, Long> covered = new LedgerState(postgres.jdbcUrl()).covered(fleet.until());
    return covered.getOrDefault("acme", 0L) == DAY.toSeconds() * 1_000_000;
  }

  private static int inLedger() throws SQLException {
    return Integer.parseInt(asked("SELECT count(*) FROM manifests"));
  }

  private static int unconfirmed() throws SQLException {
    return manifests().size() - inLedger();
  }

  /** Whether a process waits for the ledger to take a manifest. */
  private static boolean confirming() throws SQLException {
    return !asked(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'manifests'::regclass")
        .equals("0");
  }

  private static String asked(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** How many objects were put more than once. */
  private static long redone() {
    return bucket.versions().entrySet().stream()
        .filter(one -> !one.getKey().contains("/probe/") && one.getValue().size() > 1)
        .count();
  }

  /** The ids of all archived events; an event of several records is one, a second time fails. */
  private static Set<String> archived() throws IOException {
    Set<String> records = new HashSet<>();
    Set<String> events = new HashSet<>();
    for (String manifest : manifests()) {
      for (JsonNode part : JSON.readTree(bucket.bytes(manifest)).path("parts")) {
        String key = part.path("key").textValue();
        try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    ArchiveReader.expanded(new ByteArrayInputStream(bucket.bytes(key)), key),
                    StandardCharsets.UTF_8))) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode record = JSON.readTree(line);
            assertThat(records.add(record.path("recordId").textValue())).as(line).isTrue();
            events.add(record.path("auditId").textValue());
          }
        }
      }
    }
    return events;
  }

  private static Set<String> truth() throws IOException {
    Set<String> ids = new HashSet<>();
    for (String line : Files.readAllLines(folder.resolve("truth.jsonl"))) {
      ids.add(JSON.readTree(line).path("id").textValue());
    }
    return ids;
  }

  @Test
  @Order(3)
  void theDayIsClosedByTheSealerAndIntactForTheVerifier() throws IOException {
    Result seal = process("seal", LockedBucket.SEALER).run(LIMIT, "seal", "--date", date);
    assertThat(seal.exitCode()).as(seal.errors() + seal.output()).isZero();
    say("seal, as " + LockedBucket.SEALER, seal.output().strip().replaceAll(" by .*", ""));
    Result again = process("seal", LockedBucket.SEALER).run(LIMIT, "seal", "--date", date);
    assertThat(again.output()).contains("closed already");
    Result verify = verify(0);
    say("verify, as " + LockedBucket.VERIFIER, last(verify));
    String record = "acme:" + truth().iterator().next() + ":0";
    Result prove =
        process("verify", LockedBucket.VERIFIER)
            .run(LIMIT, "prove", "--record", record, "--date", date);
    assertThat(prove.exitCode()).as(prove.errors() + prove.output()).isZero();
    assertThat(prove.output()).contains("manifest  holds", "digest    holds");
    say("prove one of its records, as " + LockedBucket.VERIFIER, "holds");
  }

  private static Result verify(int exitCode) {
    Result verify =
        process("verify", LockedBucket.VERIFIER)
            .run(LIMIT, "verify", "--source", "acme", "--from", date, "--to", date);
    assertThat(verify.exitCode()).as(verify.errors() + verify.output()).isEqualTo(exitCode);
    return verify;
  }

  private static String last(Result result) {
    String[] lines = result.output().strip().split("\n");
    return lines[lines.length - 1].replaceAll(", \\d+ bytes", "");
  }

  @Test
  @Order(4)
  void everyObjectIsLockedAndEncryptedAndHasItsFirstBytes() {
    Map<String, List<ObjectVersion>> versions = bucket.versions();
    for (Map.Entry<String, List<ObjectVersion>> one : versions.entrySet()) {
      if (one.getKey().contains("/probe/")) {
        continue;
      }
      assertThat(one.getValue().stream().map(ObjectVersion::eTag).distinct())
          .as("contents of %s", one.getKey())
          .hasSize(1);
      HeadObjectResponse head =
          bucket.verifier.headObject(request -> request.bucket(NAME).key(one.getKey()));
      assertThat(head.objectLockModeAsString()).as(one.getKey()).isEqualTo("GOVERNANCE");
      assertThat(head.objectLockRetainUntilDate())
          .isBetween(
              Instant.now().plus(29, ChronoUnit.DAYS), Instant.now().plus(30, ChronoUnit.DAYS));
      assertThat(head.serverSideEncryptionAsString()).isEqualTo("aws:kms");
    }
    say("objects, each locked for 30 days and encrypted by aws:kms", versions.size());
    say("of these, put once more with the same bytes by a redo", redone());
    assertThat(
            bucket
                .keeper
                .getObjectLegalHold(request -> request.bucket(NAME).key(held))
                .legalHold()
                .status())
        .isEqualTo(ObjectLockLegalHoldStatus.ON);
    assertThat(answer(() -> LockedBucket.delete(bucket.keeper, held, bucket.first(held), true)))
        .isEqualTo("403 AccessDenied");
    say("the keeper's legal hold after all this", "ON");
  }

  @Test
  @Order(5)
  void whoHasTheKeysOfTheServiceCannotUndoIt() {
    String part = bucket.list("records/").get(0);
    String version = bucket.first(part);
    for (S3Client user : List.of(bucket.writer, bucket.sealer, bucket.expirer, bucket.verifier)) {
      refused("delete a version", () -> LockedBucket.delete(user, part, version, false));
      refused("bypass the lock", () -> LockedBucket.delete(user, part, version, true));
      refused("delete a digest", () -> LockedBucket.mark(user, digest()));
      refused("shorten a lock", () -> shorten(user, part, version, false));
      refused("shorten a lock by a bypass", () -> shorten(user, part, version, true));
      refused("lift a legal hold", () -> lift(user, held));
      refused("put outside of the prefix", () -> LockedBucket.put(user, "elsewhere", "x"));
      refused("set the policy", () -> user.deleteBucketPolicy(r -> r.bucket(NAME)));
    }
    say("writer, sealer, expirer, verifier: bypass, shorten, lift, configure", "403 AccessDenied");
    for (S3Client user : List.of(bucket.writer, bucket.sealer, bucket.verifier)) {
      refused("delete a key", () -> LockedBucket.mark(user, part));
    }
    say("writer, sealer, verifier: delete", "403 AccessDenied");
    refused("verifier puts", () -> LockedBucket.put(bucket.verifier, part, "x"));
    refused("sealer puts records", () -> LockedBucket.put(bucket.sealer, part, "x"));
    refused("expirer puts records", () -> LockedBucket.put(bucket.expirer, part, "x"));
    refused("writer puts digests", () -> LockedBucket.put(bucket.writer, digest(), "x"));
    say("verifier puts, sealer, expirer put records, writer puts digests", "403 AccessDenied");
    refused("owner", () -> LockedBucket.delete(bucket.keeper, part, version, false));
    say("the bucket's owner deletes a version without a bypass", "403 AccessDenied");
    assertThat(bucket.first(part)).isEqualTo(version);
  }

  private static void refused(String what, Runnable attempt) {
    assertThat(answer(attempt)).as(what).isEqualTo("403 AccessDenied");
  }

  private static void shorten(S3Client user, String key, String version, boolean bypass) {
    user.putObjectRetention(
        request ->
            request
                .bucket(NAME)
                .key(key)
                .versionId(version)
                .bypassGovernanceRetention(bypass ? Boolean.TRUE : null)
                .retention(
                    lock ->
                        lock.mode(ObjectLockRetentionMode.GOVERNANCE)
                            .retainUntilDate(Instant.now().plusSeconds(60))));
  }

  private static void lift(S3Client user, String key) {
    user.putObjectLegalHold(
        request ->
            request
                .bucket(NAME)
                .key(key)
                .legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.OFF)));
  }

  private static String digest() {
    return bucket.list("digests/").stream().filter(key -> key.endsWith(".json")).findFirst().get();
  }

  @Test
  @Order(6)
  void whatIsLaidOverAnObjectIsNamedAndTheOriginalIsThere() {
    String part = bucket.list("records/").get(0);
    String original = bucket.first(part);
    String newer = LockedBucket.put(bucket.writer, part, "nothing happened");
    Result overwritten = verify(1);
    assertThat(overwritten.output())
        .contains("acme: DAMAGE newer-version " + part + ": a version of ")
        .contains("the original version " + original + " of ")
        .contains(" is still there");
    say("the writer puts other bytes over a part", line(overwritten, "newer-version"));
    LockedBucket.delete(bucket.keeper, part, newer, true);
    verify(0);
    // Of another window, whose manifest still names it.
    List<String> hidden =
        List.of(bucket.list("records/").get(1), manifests().iterator().next(), digest());
    Result deleted = whileHidden(hidden);
    for (String key : hidden) {
      assertThat(deleted.output())
          .contains("DAMAGE delete-marker " + key + ": a delete marker of ");
    }
    assertThat(deleted.output()).doesNotContain("no version below is the original");
    say("the owner deletes a part, a manifest, a digest", line(deleted, "delete-marker"));
    say("verify, once the markers are gone", last(verify(0)));
  }

  /** What verify says while delete markers of the owner lie over these keys. */
  private static Result whileHidden(List<String> keys) {
    Map<String, String> markers = new HashMap<>();
    try {
      keys.forEach(key -> markers.put(key, LockedBucket.mark(bucket.keeper, key)));
      return verify(1);
    } finally {
      markers.forEach((key, marker) -> LockedBucket.delete(bucket.keeper, key, marker, false));
    }
  }

  @Test
  @Order(7)
  void anArchiveWhoseNamesAreAllHiddenIsFoundAllTheSame() {
    List<String> all = new ArrayList<>(bucket.list("manifests/"));
    all.addAll(bucket.list("digests/"));
    String said = whileHidden(all).output();
    assertThat(all)
        .filteredOn(key -> key.contains("date=" + date) || key.contains("digests/"))
        .hasSizeGreaterThanOrEqualTo(24 + 2)
        .allSatisfy(key -> assertThat(said).contains("DAMAGE delete-marker " + key + ": "));
    say("the owner deletes all manifests and digests", "each is named");
  }

  private static String line(Result verify, String kind) {
    return verify
        .output()
        .lines()
        .filter(line -> line.contains(kind))
        .map(line -> line.replaceAll("audit/\\S+/", ".../"))
        .collect(Collectors.joining("\n  ", "\n  ", ""));
  }

  @Test
  @Order(8)
  void processesThatPutIntoOnePlaceOfTheJournalLoseNothing() throws Exception {
    Map<String, String> more =
        Map.of(
            "seal.key", keys.secret,
            "sources.acme.api", "genesys-auditlogs",
            "sources.acme.region", "eu-central-1",
            "sources.acme.client-id", "acme-client");
    int rounds = 6;
    List<Callable<Void>> processes = new ArrayList<>();
    CyclicBarrier together = new CyclicBarrier(3);
    for (int i = 0; i < together.getParties(); i++) {
      String name = "process " + i;
      JournalObjects journal = new Archive(more).journal();
      processes.add(
          () -> {
            for (int round = 0; round < rounds; round++) {
              String sentence = name + ", round " + round;
              together.await();
              Instant now = Instant.now();
              journal.keep(new Act.Outage("acme", now, now, now, "index", sentence));
            }
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(processes.size());
    try {
      for (Future<Void> one : threads.invokeAll(processes)) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    Set<String> kept = new HashSet<>();
    for (String key : bucket.list("journal/")) {
      String sentence = JSON.readTree(bucket.bytes(key)).path("sentence").asText();
      if (sentence.startsWith("process ")) {
        kept.add(sentence);
      }
    }
    assertThat(kept).hasSize(rounds * processes.size());
    long collided =
        bucket.versions().entrySet().stream()
            .filter(one -> one.getKey().contains("/journal/") && one.getValue().size() > 2)
            .count();
    assertThat(collided).isPositive();
    verify(0);
    say("three processes: entries of the journal that stayed, of 18", kept.size());
    say("  places that several had taken at once", collided);
  }

  @Test
  @Order(9)
  void whatIsOldEnoughIsHiddenByItsExpirerAndStaysLocked() {
    String part = bucket.list("records/").get(0);
    String version = bucket.first(part);
    Result expire =
        process("expire", LockedBucket.EXPIRER)
            .with("audit.archive.retain", "P1D")
            .run(LIMIT, "expire", "--source", "acme");
    assertThat(expire.exitCode()).as(expire.errors() + expire.output()).isZero();
    say("expire, as " + LockedBucket.EXPIRER, last(expire));
    assertThat(bucket.list("records/")).isEmpty();
    Result verify = verify(0);
    assertThat(verify.output()).contains("acme: expired " + date).doesNotContain("DAMAGE");
    say("verify", last(verify));
    refused("owner", () -> LockedBucket.delete(bucket.keeper, part, version, false));
    assertThat(bucket.first(part)).isEqualTo(version);
    say("the owner deletes a version of what was let go", "403 AccessDenied");
  }

  @Test
  @Order(10)
  void governanceIsLiftedByARightAndComplianceByNobody() {
    assertThat(bypassed(Map.of("archive.lock.period", "P2D"))).isEqualTo("done");
    say("the owner bypasses GOVERNANCE, as he may", "done");
    assertThat(
            bypassed(
                Map.of(
                    "archive.lock.mode", "COMPLIANCE", "archive.lock.confirm-compliance", "true")))
        .isEqualTo("403 AccessDenied");
    say("the owner bypasses COMPLIANCE", "403 AccessDenied");
  }

  /** What comes of a bypass by the owner, for an object that is put under these terms. */
  private static String bypassed(Map<String, String> terms) {
    Archive archive = new Archive(terms);
    Set<String> before = bucket.versions().keySet();
    new ConditionProbe(archive.clients).honoured(archive.place);
    Set<String> made = new TreeSet<>(bucket.versions().keySet());
    made.removeAll(before);
    String key = made.iterator().next();
    return answer(() -> LockedBucket.delete(bucket.keeper, key, bucket.first(key), true));
  }
}
