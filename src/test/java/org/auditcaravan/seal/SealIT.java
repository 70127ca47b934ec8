package org.auditcaravan.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.auditcaravan.verify.Auditee.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.Upload;
import org.auditcaravan.config.Fault;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.verify.Auditee;
import org.auditcaravan.verify.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days are closed by the shipped routes, on a real S3 server. */
class SealIT {
  private static final String FIRST = "2026-03-01";
  private static final String SECOND = "2026-03-02";

  @TempDir static Path server;
  private static S3Server s3;

  @TempDir Path folder;
  private Auditee archive;

  @BeforeAll
  static void start() {
    s3 = S3Server.start(server, "archive");
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void commitTwoDays() throws Exception {
    archive = new Auditee(s3, folder, null);
    archive.window(
        "2026-03-01T00:00:00Z",
        "2026-03-01T12:00:00Z",
        0,
        List.of(
            record("1", "2026-03-01T01:00:00.000Z", "ann", "Queue", "q-1", "routing.skills"),
            record("2", "2026-03-01T02:00:00.000Z", "bob", "Trunk", "t-1", "sipCredentials"),
            record("3", "2026-03-01T03:00:00.000Z", "bob", "Queue", "q-2", "name")));
    archive.window(
        "2026-03-01T12:00:00Z",
        "2026-03-02T00:00:00Z",
        0,
        List.of(record("4", "2026-03-01T13:00:00.000Z", "eve", "Queue", "q-1", "routing.skills")));
    archive.window("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", 0, List.of());
    archive.known();
  }

  @AfterEach
  void empty() {
    archive.close();
    s3.keys("").forEach(archive::delete);
  }

  @Test
  void whatIsCompleteIsClosedByItselfAndASecondTimeChangesNothing() throws Exception {
    assertThat(archive.sealer.days())
        .containsExactly(
            new Day("acme", LocalDate.parse(FIRST)), new Day("acme", LocalDate.parse(SECOND)));
    archive.close(FIRST);
    archive.close(SECOND);
    Map<String, String> before = objects();
    assertThat(archive.sealer.days()).isEmpty();
    assertThat(archive.close(FIRST).link()).isNull();
    assertThat(archive.close(SECOND).link()).isNull();
    assertThat(objects()).isEqualTo(before);
    assertThat(folder.resolve("spool")).isEmptyDirectory();
  }

  @Test
  void theDigestTellsWhatTheDayHolds() throws Exception {
    Digest first = digest(archive.close(FIRST));
    assertThat(first.records()).isEqualTo(4);
    assertThat(first.manifests()).hasSize(2);
    assertThat(first.parts()).hasSize(2);
    assertThat(first.parquet()).hasSize(1);
    assertThat(first.gaps()).isEmpty();
    assertThat(first.emptyConfirmed()).isEmpty();
    assertThat(first.keyId()).isEqualTo(archive.key.id());
    Digest second = digest(archive.close(SECOND));
    assertThat(second.records()).isZero();
    assertThat(second.parquet()).isEmpty();
    assertThat(second.emptyConfirmed())
        .containsExactly(
            new Digest.Interval(
                Instant.parse("2026-03-02T00:00:00Z"), Instant.parse("2026-03-03T00:00:00Z")));
    assertThat(second.previous().key()).isEqualTo(first.key(Auditee.PREFIX));
    Digest never = digest(archive.close("2026-03-03"));
    assertThat(never.gaps()).extracting(gap -> gap.reason()).containsExactly("not-asked");
  }

  @Test
  void whatComesLaterGoesIntoAnAddendum() throws Exception {
    archive.close(FIRST);
    Map<String, String> before = objects();
    archive.window(
        "2026-03-01T00:00:00Z",
        "2026-03-01T12:00:00Z",
        1,
        List.of(record("5", "2026-03-01T04:00:00.000Z", "ann", "Queue", "q-1", "name")));
    archive.known();
    Digest addendum = digest(archive.close(FIRST));
    assertThat(addendum.number()).isEqualTo(1);
    assertThat(addendum.sequence()).isEqualTo(2);
    assertThat(addendum.records()).isEqualTo(1);
    assertThat(objects()).containsAllEntriesOf(before);
  }

  @Test
  void aCrashAfterTheLinkWasSettledIsFinishedWithTheSameBytes() throws Exception {
    Day day = new Day("acme", LocalDate.parse(FIRST));
    Sealing crashed = archive.sealer.begin(day);
    Upload parquet = crashed.uploads().get(0);
    archive.put(parquet.key(), Files.readAllBytes(parquet.file().toPath()));
    assertThatThrownBy(
            () -> archive.ledger.seals().reserve("acme", List.of(), last -> crashed.link()))
        .hasMessageContaining("another process");
    Sealing finished = archive.close(SECOND);
    assertThat(finished.link().day()).isEqualTo(FIRST);
    assertThat(finished.uploads())
        .extracting(Upload::sha256)
        .isEqualTo(crashed.uploads().stream().map(Upload::sha256).toList());
    assertThat(s3.keys("audit/parquet")).containsExactly(parquet.key());
    assertThat(archive.close(SECOND).link().sequence()).isEqualTo(2);
    archive.anchor();
    assertThat(archive.verify().findings()).isEmpty();
  }

  @Test
  void aDigestThatIsThereAlreadyIsConfirmedAndAStrangersIsNot() throws Exception {
    Sealing crashed = archive.sealer.begin(new Day("acme", LocalDate.parse(SECOND)));
    archive.put(crashed.link().key(), new byte[] {1});
    assertThatThrownBy(() -> archive.close(SECOND))
        .hasStackTraceContaining("find out who wrote it")
        .hasStackTraceContaining(crashed.link().key());
    archive.put(crashed.link().key(), crashed.link().digest());
    archive.close(SECOND);
    assertThat(s3.keys(crashed.link().key())).hasSize(2);
    assertThat(archive.ledger.seals().pending("acme")).isEmpty();
  }

  @Test
  void whatWasReplacedBeforeTheDayIsClosedIsRefused() throws Exception {
    String manifest = s3.keys("audit/manifests").get(0);
    byte[] good = s3.get(manifest);
    archive.put(manifest, "{}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> archive.close(FIRST)).hasMessageContaining(manifest);
    archive.put(manifest, good);
    String part = s3.keys("audit/records").get(0);
    archive.put(part, new byte[] {1});
    assertThatThrownBy(() -> archive.close(FIRST)).hasMessageContaining(part);
    assertThat(s3.keys("audit/digests")).isEmpty();
  }

  @Test
  void aHorizonThatACrashLeftComesFirstAndIsDrawnOnce() throws Exception {
    Horizon horizon = new Horizon("acme", LocalDate.parse(SECOND));
    Sealing crashed = archive.sealer.begin(horizon);
    assertThat(archive.ledger.seals().horizon("acme")).isEmpty();
    assertThat(archive.sealer.days()).startsWith(horizon);
    Sealing finished = archive.close(FIRST);
    assertThat(finished.link().digest()).isEqualTo(crashed.link().digest());
    assertThat(finished.answers(horizon)).isTrue();
    assertThat(finished.answers(new Day("acme", LocalDate.parse(FIRST)))).isFalse();
    assertThat(archive.ledger.seals().horizon("acme")).contains(horizon.first());
    assertThat(archive.close(horizon).link()).isNull();
    assertThat(archive.close(FIRST).link().sequence()).isEqualTo(2);
    archive.known();
    assertThat(archive.ledger.seals().horizon("acme")).contains(horizon.first());
  }

  @Test
  void withoutAKeyNoHorizonIsDrawn() {
    LinkMaker keyless =
        new LinkMaker(archive.ledger, null, null, null, "0.1.0", Optional.empty(), 1, Instant::now);
    assertThatThrownBy(
            () -> keyless.horizon(archive.sources.get("acme"), null, LocalDate.parse(SECOND)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.seal.key-file");
  }

  @Test
  void theHeadsGoToASecondPlaceOnce() throws Exception {
    archive.close(FIRST);
    archive.close(SECOND);
    archive.anchor();
    assertThat(archive.anchors.resolve("acme/00000001.json")).exists();
    assertThat(archive.anchors.resolve("acme/00000002.json"))
        .content()
        .startsWith("{\"source\":\"acme\",\"sequence\":2,\"key\":\"audit/digests/");
    assertThat(archive.ledger.seals().unanchored()).isEmpty();
  }

  @Test
  void whatALedgerThatWasRebuiltClosesNextFollowsOnTheArchive() throws Exception {
    archive.close(FIRST);
    archive.known();
    assertThat(archive.close(FIRST).link()).isNull();
    assertThat(archive.close(SECOND).link().sequence()).isEqualTo(2);
    archive.anchor();
    Verdict verdict = archive.verify();
    assertThat(verdict.findings()).isEmpty();
  }

  @Test
  void theReadmesQuestionsAreAnsweredFromTheFilesAlone() throws Exception {
    archive.close(FIRST);
    archive.close(SECOND);
    List<List<String>> answers = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      for (String sql : readme()) {
        if (statement.execute(sql)) {
          answers.add(rows(statement.getResultSet()));
        }
      }
    }
    assertThat(answers)
        .hasSize(5)
        .satisfiesExactly(
            who -> assertThat(who).containsExactly("ann", "eve"),
            ann -> assertThat(ann).singleElement().asString().contains("new 1"),
            trunks -> assertThat(trunks).singleElement().asString().contains("bob"),
            history ->
                assertThat(history)
                    .satisfiesExactly(
                        one -> assertThat(one).contains("ann", "old 1", "new 1"),
                        two -> assertThat(two).contains("eve", "old 4", "new 4")),
            days -> assertThat(days).containsExactly(SECOND));
  }

  private static List<String> readme() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String sql = readme.substring(readme.indexOf("<!-- sql -->"), readme.indexOf("<!-- /sql -->"));
    return List.of(
        sql.replaceFirst("(?s).*```sql", "")
            .replaceFirst("(?s)```.*", "")
            .replace("'audit/", "'" + s3.objects() + "/audit/")
            .strip()
            .split(";\\s*"));
  }

  private static List<String> rows(ResultSet found) throws SQLException {
    List<String> rows = new ArrayList<>();
    while (found.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
        row.add(found.getString(column));
      }
      rows.add(String.join(" ", row));
    }
    return rows;
  }

  private static Digest digest(Sealing sealing) throws IOException {
    return Digest.read(s3.get(sealing.link().key()));
  }

  private static Map<String, String> objects() {
    Map<String, String> objects = new TreeMap<>();
    s3.keys("").forEach(key -> objects.put(key, Hashes.hex(s3.get(key))));
    return objects;
  }
}
