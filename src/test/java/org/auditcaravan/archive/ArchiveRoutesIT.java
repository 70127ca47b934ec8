package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.auditcaravan.config.Fault;
import org.auditcaravan.normalize.AuditRecord;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.Wire;
import org.auditcaravan.window.WindowRead;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

class ArchiveRoutesIT {
  private static final String WINDOW =
      "source=acme/date=2026-11-01/20261101T120000Z_20261101T130000Z_";

  @TempDir static Path serverFolder;
  @TempDir Path dir;
  private static S3Server server;
  private final String prefix = UUID.randomUUID().toString();
  private TestArchive test;

  @BeforeAll
  static void startServer() {
    server = S3Server.start(serverFolder, "archive");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    test = archive(Map.of());
  }

  @AfterEach
  void close() {
    test.close();
  }

  private TestArchive archive(Map<String, String> keys) throws Exception {
    return archive(server.endpoint(), keys);
  }

  private TestArchive archive(URI endpoint, Map<String, String> keys) throws Exception {
    Map<String, String> all = new HashMap<>(keys);
    all.putIfAbsent("sinks.s3.prefix", prefix);
    return new TestArchive(endpoint, dir, all);
  }

  @Test
  void whateverCreatesAnObjectLocksAndEncryptsIt() throws Exception {
    Map<String, Map<String, List<String>>> puts = new ConcurrentHashMap<>();
    Map<String, String> terms =
        Map.of(
            "archive.lock.mode", "GOVERNANCE",
            "archive.lock.period", "P1D",
            "archive.encryption", "s3",
            "sinks.s3.checksums", "required");
    try (Wire wire = ProxiedS3.lockingBlindly(server.endpoint(), puts);
        TestArchive own = archive(wire.url(), terms)) {
      own.deliver(own.read(0, "{\"n\":\"one\"}"));
      assertThat(own.manifests()).hasSize(1);
    }
    assertThat(puts.keySet())
        .allMatch(path -> path.startsWith("/archive/" + prefix + "/"))
        .extracting(path -> path.split("/")[3])
        .containsExactlyInAnyOrder("records", "ids", "probe", "manifests");
    puts.forEach(
        (path, headers) ->
            assertThat(headers)
                .as(path)
                .containsEntry("x-amz-object-lock-mode", List.of("GOVERNANCE"))
                .containsEntry(
                    "x-amz-object-lock-retain-until-date", List.of("2026-11-02T14:00:00Z"))
                .containsEntry("x-amz-server-side-encryption", List.of("AES256"))
                .containsEntry(
                    "content-md5", List.of(md5(server.get(path.substring("/archive/".length()))))));
  }

  private static String md5(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void aWindowIsPartsAndAnIdListThatItsManifestNames(String codec) throws Exception {
    try (TestArchive own = archive(Map.of("sinks.s3.codec", codec, "sinks.s3.part-bytes", "10"))) {
      WindowRead read = own.read(0, "{\"n\":\"one\"}", "{\"n\":\"two\"}");
      read.spool().reject(new byte[] {1}, "no object");
      read.events().received(1);
      read.events().deadLetters(1);
      own.deliver(read);

      StoredManifest stored =
          own.reader.manifest(own.acme, prefix + "/manifests/" + WINDOW + "0.json");
      Manifest manifest = stored.manifest();
      assertThat(manifest.parts()).hasSize(2).extracting(Part::records).containsOnly(1L);
      for (Part part : manifest.parts()) {
        Path file = own.reader.download(own.acme, part.key(), part.sha256(), dir);
        assertThat(Files.size(file)).isEqualTo(part.bytes());
      }
      Path first =
          own.reader.download(
              own.acme, manifest.parts().get(0).key(), manifest.parts().get(0).sha256(), dir);
      try (var lines = new BufferedReader(new InputStreamReader(ArchiveReader.lines(first)))) {
        assertThat(lines.lines()).containsExactly("{\"n\":\"one\"}");
      }
      assertThat(manifest.ids().rows()).isEqualTo(2);
      assertThat(manifest.deadLetters()).extracting(Rejected::reason).containsExactly("no object");
      assertThat(server.keys(prefix + "/dead-letters/"))
          .containsExactly(manifest.deadLetters().get(0).key());
      assertThat(manifest.events().missing()).isZero();
      assertThat(manifest.events().delivered()).isEqualTo(2);
      assertThat(own.orphans()).isEmpty();
      assertThat(own.ledger.calls()).containsExactly("reserve", "confirm");
    }
  }

  @Test
  void theManifestSaysEverythingInAFixedOrder() throws Exception {
    test.deliver(test.read(0));
    String key = prefix + "/manifests/" + WINDOW + "0.json";
    String ids = server.keys(prefix + "/ids/").get(0);
    String idsSha = Hashes.hex(server.get(ids));
    assertThat(ids).isEqualTo(prefix + "/ids/" + WINDOW + "0-" + idsSha.substring(0, 16) + ".ids");
    String books =
        "{\"received\":0,\"delivered\":0,\"duplicates\":0,\"outside\":0,\"excluded\":0,"
            + "\"deadLetters\":0,\"changed\":0}";
    assertThat(new String(server.get(key), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"formatVersion\":1,\"source\":\"acme\",\"api\":\"genesys-audits\","
                + "\"organizationId\":\"org-1\",\"simulated\":false,"
                + "\"from\":\"2026-11-01T12:00:00Z\",\"to\":\"2026-11-01T13:00:00Z\","
                + "\"revision\":0,\"sequence\":1,\"previousSha256\":null,"
                + "\"scope\":{\"services\":[\"Routing\"],\"filters\":{},\"query\":{},"
                + "\"modes\":{\"*\":\"realtime\"}},"
                + "\"events\":"
                + books
                + ",\"records\":"
                + books
                + ",\"confirmed\":true,\"shortfall\":null,\"parts\":[],\"ids\":{\"key\":\""
                + ids
                + "\",\"sha256\":\""
                + idsSha
                + "\",\"bytes\":16,\"rows\":0},\"deadLetters\":[],"
                + "\"responses\":[{\"time\":\"2026-11-01T14:00:00.123456Z\","
                + "\"vendorTime\":\"2026-11-01T13:59:59Z\",\"request\":\"GET /x\","
                + "\"status\":200,\"correlationId\":\"c-1\",\"bytes\":9,\"sha256\":\"ab\","
                + "\"events\":1}],"
                + "\"createdAt\":\"2026-11-01T14:00:00.123456Z\","
                + "\"clocks\":{\"local\":\"2026-11-01T14:00:00.123456Z\","
                + "\"vendor\":\"2026-11-01T13:59:59Z\"},\"productVersion\":\"0.1.0\","
                + "\"files\":{\"commit.camel.yaml\":\"a0\",\"sink-s3.camel.yaml\":\"b0\"},"
                + "\"signature\":null}");
    assertThat(test.reader.manifest(test.acme, key).sha256())
        .isEqualTo(Hashes.hex(server.get(key)));
  }

  @Test
  void eachManifestNamesTheOneBeforeItAndARecheckDeliversOnlyWhatIsNew() throws Exception {
    test.deliver(test.read(0, "{\"n\":1}"));
    WindowRead nothing = test.read(1, "{\"n\":1}");
    assertThat(test.archive.nothingNew(nothing)).isTrue();
    WindowRead late = test.read(1, "{\"n\":1}", "{\"n\":2}");
    assertThat(test.archive.nothingNew(late)).isFalse();
    test.deliver(late);
    assertThat(test.archive.nothingNew(test.read(2, "{\"n\":1}", "{\"n\":2}"))).isTrue();

    List<StoredManifest> chain = test.manifests();
    assertThat(chain).extracting(stored -> stored.manifest().sequence()).containsExactly(1L, 2L);
    assertThat(chain).extracting(stored -> stored.manifest().revision()).containsExactly(0, 1);
    assertThat(chain.get(1).manifest().previousSha256()).isEqualTo(chain.get(0).sha256());
    assertThat(chain.get(1).manifest().events().duplicates()).isEqualTo(1);
    assertThat(chain.get(1).manifest().ids().rows()).isEqualTo(1);
    assertThat(
            test.reader.manifest(test.acme, chain.get(0).key(), chain.get(0).sha256()).manifest())
        .isNotNull();
    assertThatThrownBy(() -> test.reader.manifest(test.acme, chain.get(0).key(), "00"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aFirstReadWithoutEventsIsNotNothing() throws Exception {
    assertThat(test.archive.nothingNew(test.read(0))).isFalse();
  }

  @Test
  void aPartThatIsThereAlreadyIsASuccess() throws Exception {
    WindowRead crashed = test.read(0, "{\"n\":1}");
    test.send("sink-s3", crashed);
    assertThat(test.orphans()).hasSize(2);
    WindowRead again = test.read(0, "{\"n\":1}");
    test.deliver(again);
    assertThat(test.orphans()).isEmpty();
    assertThat(test.ledger.calls()).containsExactly("reserve", "confirm");
  }

  @Test
  void aLargeFileStreamsAndIsRecognisedWhenItIsThereAlready() throws Exception {
    try (TestArchive own = archive(Map.of("sinks.s3.codec", "gzip", "sinks.s3.level", "0"))) {
      WindowRead crashed = own.read(0);
      fill(crashed);
      own.send("sink-s3", crashed);
      WindowRead again = own.read(0);
      fill(again);
      own.deliver(again);
      Part part = own.manifests().get(0).manifest().parts().get(0);
      assertThat(part.bytes()).isGreaterThan(20_000_000);
      assertThat(own.reader.download(own.acme, part.key(), part.sha256(), dir)).exists();
    }
  }

  private static void fill(WindowRead read) {
    SplittableRandom random = new SplittableRandom(5);
    byte[] line = new byte[100_000];
    for (int i = 0; i < 210; i++) {
      random.nextBytes(line);
      read.spool().append(List.of(new AuditRecord("r", line)), null);
      read.events().received(1);
      read.records().received(1);
    }
  }

  @Test
  void anAbsentBucketIsAFailureAndNoFileIsTakenAsStored() throws Exception {
    try (TestArchive own = archive(Map.of("sinks.s3.bucket", "absent"))) {
      WindowRead read = own.read(0, "{\"n\":1}");
      assertThatThrownBy(() -> own.send("sink-s3", read)).hasCauseInstanceOf(SdkException.class);
      assertThat(own.archive.receipt(read)).isFalse();
      assertThatThrownBy(() -> own.probe.honoured(own.place))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("bucket absent");
    }
  }

  @Test
  void aSecondTryPutsOnlyWhatIsOwed() throws Exception {
    WindowRead read = test.read(0, "{\"n\":1}");
    test.send("sink-s3", read);
    assertThat(test.archive.receipt(read)).isTrue();
    assertThat(test.archive.uploads(read)).isEmpty();
    test.deliver(read);
    assertThat(read.events().delivered()).isEqualTo(1);
  }

  @Test
  void whatWasNotDeliveredToTheArchiveIsNotCommitted() throws Exception {
    WindowRead read = test.read(0, "{\"n\":1}");
    assertRefused(read, "has not acknowledged");
  }

  @Test
  void whatIsNotReadToTheEndIsNeitherDeliveredNorCommitted() throws Exception {
    WindowRead read = test.read(0, true, "{\"n\":1}");
    assertThatThrownBy(() -> test.send("sink-s3", read)).hasMessageContaining("broken off");
    assertRefused(read, "still has pages");
  }

  @Test
  void anEventThatARouteDroppedStopsTheCommit() throws Exception {
    WindowRead read = test.read(0, "{\"n\":1}");
    read.events().received(1);
    test.send("sink-s3", read);
    assertRefused(read, "of 2 events 1 and of 1 records 0 are unaccounted for");
  }

  @Test
  void aRecheckWhoseNewEventARouteDroppedIsNotNothing() throws Exception {
    test.deliver(test.read(0, "{\"n\":1}"));
    WindowRead read = test.read(1, "{\"n\":1}");
    read.events().received(1);
    assertThat(test.archive.nothingNew(read)).isFalse();
  }

  private void assertRefused(WindowRead read, String reason) {
    assertThatThrownBy(() -> test.send("commit", read))
        .isInstanceOf(CommitRefused.class)
        .hasMessageContaining(reason);
    assertThat(test.ledger.calls()).isEmpty();
    assertThat(server.keys(prefix + "/manifests/")).isEmpty();
  }

  @Test
  void ourOwnManifestIsASuccessWhenItIsThereAlready() throws Exception {
    WindowRead read = test.read(0, "{\"n\":1}");
    test.send("sink-s3", read);
    String key = read.spool().keys().manifest();
    // The crash came after the manifest was created and before the ledger knew.
    ManifestLedger.Promise promise =
        test.ledger.reserve(read, key, place -> "{\"of\":\"before the crash\"}".getBytes());
    put(key, promise.bytes());
    test.send("commit", read);
    assertThat(test.ledger.calls()).containsExactly("reserve", "confirm");
    assertThat(server.get(key)).isEqualTo(promise.bytes());
  }

  @Test
  void aPromisedManifestIsFinishedWithItsOwnBytesAndNoReadIsNeeded() throws Exception {
    WindowRead before = test.read(0, "{\"n\":1}");
    ManifestLedger.Promise promise =
        test.ledger.reserve(
            before, before.spool().keys().manifest(), place -> new byte[] {'{', '}'});
    test.send("commit", new WindowRead(test.acme, before.claim(), null, null, null));
    assertThat(test.ledger.calls()).containsExactly("reserve", "confirm");
    assertThat(server.get(promise.key())).isEqualTo(promise.bytes());
  }

  @Test
  void anotherManifestIsAdoptedAndNeverOverwritten() throws Exception {
    test.deliver(test.read(0, "{\"n\":1}"));
    String key = server.keys(prefix + "/manifests/").get(0);
    byte[] there = server.get(key);
    try (TestArchive forgetful = archive(Map.of())) {
      WindowRead read = forgetful.read(0, "{\"n\":1}", "{\"n\":2}");
      forgetful.send("sink-s3", read);
      assertThatThrownBy(() -> forgetful.send("commit", read))
          .isInstanceOf(ManifestAdopted.class)
          .hasMessageContaining(key);
      assertThat(forgetful.ledger.calls()).containsExactly("reserve", "adopt");
      assertThat(server.get(key)).isEqualTo(there);
      forgetful.deliver(forgetful.read(1, "{\"n\":1}", "{\"n\":2}"));
      assertThat(forgetful.manifests())
          .extracting(stored -> stored.manifest().sequence())
          .containsExactly(1L, 2L);
    }
  }

  @Test
  void aForeignObjectInThePlaceOfAManifestIsLeftAlone() throws Exception {
    WindowRead read = test.read(0, "{\"n\":1}");
    test.send("sink-s3", read);
    String key = read.spool().keys().manifest();
    put(key, new byte[] {'x'});
    assertThatThrownBy(() -> test.send("commit", read))
        .isInstanceOf(CommitRefused.class)
        .hasMessageContaining(key);
    assertThat(test.ledger.calls()).containsExactly("reserve", "drop");
    assertThat(server.get(key)).containsExactly('x');
  }

  @Test
  void aFailedCommitLetsTheNextOneIn() throws Exception {
    WindowRead refused = test.read(0, "{\"n\":1}");
    assertRefused(refused, "has not acknowledged");
    test.deliver(refused);
    assertThat(test.ledger.calls()).containsExactly("reserve", "confirm");
  }

  @Test
  void aDamagedPartIsNotHandedOut() throws Exception {
    test.deliver(test.read(0, "{\"n\":1}"));
    Part part = test.manifests().get(0).manifest().parts().get(0);
    put(part.key(), new byte[] {1});
    assertThatThrownBy(() -> test.reader.download(test.acme, part.key(), part.sha256(), dir))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(part.sha256());
    assertThatThrownBy(() -> test.reader.download(test.acme, prefix + "/no", "00", dir))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is missing");
    assertThat(dir).isDirectoryNotContaining("glob:**.gz");
  }

  @Test
  void theProbeSaysThatARealServerHonoursTheCondition() {
    assertThat(test.probe.honoured(test.place)).isTrue();
    assertThat(new ConditionProbe(test.clients).honoured(test.place)).isTrue();
    assertThat(server.keys(prefix)).containsExactly(prefix + "/probe/conditional-write");
  }

  @Test
  void theProbeSaysThatABucketIgnoresTheConditionAndTheCommitLooksBeforeItPuts() throws Exception {
    test.deliver(test.read(0, "{\"n\":1}"));
    String key = server.keys(prefix + "/manifests/").get(0);
    byte[] there = server.get(key);
    try (Wire careless = ProxiedS3.withoutConditions(server.endpoint());
        TestArchive own = archive(careless.url(), Map.of())) {
      assertThat(own.probe.honoured(own.place)).isFalse();
      WindowRead read = own.read(0, "{\"n\":2}");
      own.send("sink-s3", read);
      assertThatThrownBy(() -> own.send("commit", read)).isInstanceOf(ManifestAdopted.class);
      assertThat(server.get(key)).isEqualTo(there);
      own.deliver(own.read(1, "{\"n\":2}"));
      assertThat(own.ledger.calls()).containsExactly("reserve", "adopt", "reserve", "confirm");
    }
  }

  @Test
  void aPutWhoseAnswerIsLostIsASuccess() throws Exception {
    try (Wire lossy = ProxiedS3.losingEachFirstAnswer(server.endpoint());
        TestArchive own = archive(lossy.url(), Map.of())) {
      own.deliver(own.read(0, "{\"n\":1}"));
      assertThat(own.ledger.calls()).containsExactly("reserve", "confirm");
      assertThat(own.manifests()).hasSize(1);
      assertThat(own.orphans()).isEmpty();
    }
  }

  @Test
  void olderServersGetNoChecksumsOfTheSdk() throws Exception {
    Set<String> headers = ConcurrentHashMap.newKeySet();
    try (Wire watched = ProxiedS3.watching(server.endpoint(), headers);
        TestArchive own = archive(watched.url(), Map.of("sinks.s3.checksums", "required"))) {
      own.deliver(own.read(0, "{\"n\":1}"));
      assertThat(headers).noneMatch(name -> name.startsWith("x-amz-checksum-"));
      assertThat(headers).noneMatch(name -> name.startsWith("x-amz-sdk-checksum-"));
    }
  }

  @Test
  void windowsOfASourceAreCommittedOneAfterTheOther() throws Exception {
    List<WindowRead> reads = new ArrayList<>();
    for (int hour = 0; hour < 8; hour++) {
      reads.add(test.read(TestArchive.NOON.plusSeconds(3600L * hour), "{\"n\":" + hour + "}"));
    }
    ExecutorService workers = Executors.newFixedThreadPool(4);
    try {
      for (Future<Void> done : workers.invokeAll(reads.stream().map(this::delivery).toList())) {
        done.get();
      }
    } finally {
      workers.shutdown();
    }
    List<StoredManifest> chain = test.manifests();
    assertThat(chain).hasSize(8);
    for (int i = 1; i < chain.size(); i++) {
      assertThat(chain.get(i).manifest().previousSha256()).isEqualTo(chain.get(i - 1).sha256());
    }
  }

  private Callable<Void> delivery(WindowRead read) {
    return () -> {
      test.deliver(read);
      return null;
    };
  }

  private static void put(String key, byte[] bytes) {
    server
        .client()
        .putObject(
            request -> request.bucket(server.bucket()).key(key), RequestBody.fromBytes(bytes));
  }
}
