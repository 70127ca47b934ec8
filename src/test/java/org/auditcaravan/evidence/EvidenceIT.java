package org.auditcaravan.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.auditcaravan.verify.Auditee.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.auditcaravan.config.Fault;
import org.auditcaravan.evidence.Report.Count;
import org.auditcaravan.evidence.Report.State;
import org.auditcaravan.journal.Act;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.packaged.ServiceProcess.Result;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.ArchiveCopy;
import org.auditcaravan.verify.Auditee;
import org.auditcaravan.verify.FolderCopy;
import org.auditcaravan.verify.Proof;
import org.auditcaravan.verify.Prover;
import org.auditcaravan.verify.Verifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an auditor is given of an archive on a real S3 server: report, evidence, proof. */
class EvidenceIT {
  private static final Instant NOW = Instant.parse("2026-04-05T10:00:00Z");
  private static final LocalDate FIRST = LocalDate.parse("2026-03-01");
  private static final LocalDate LAST = LocalDate.parse("2026-03-04");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String LATE = "acme:late0:0";

  @TempDir static Path folder;
  private static Auditee archive;

  @BeforeAll
  static void closeDays() throws Exception {
    archive = new Auditee(S3Server.start(folder.resolve("s3"), "archive"), folder, null);
    archive.window("2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z", 0, records("a", 1, 9));
    archive.window("2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z", 0, records("b", 1, 5));
    archive.window("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", 0, List.of());
    archive.window("2026-03-03T00:00:00Z", "2026-03-03T12:00:00Z", 0, records("=c", 3, 4));
    archive.journal.keep(
        new Act.Started(
            "acme",
            NOW.minusSeconds(90 * 86_400),
            NOW,
            "genesys-audits",
            "ann",
            "0.1.0",
            new TreeMap<>(),
            "ab",
            new TreeMap<>(java.util.Map.of("audit.key", "<b>"))));
    archive.journal.keep(new Act.Commanded("acme", NOW, "ann", List.of("seal"), "0.1.0", "ab"));
    archive.known();
    for (String day : List.of("2026-03-01", "2026-03-02", "2026-03-03")) {
      archive.close(day);
    }
    archive.window("2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z", 1, records("late", 1, 2));
    archive.known();
    archive.close("2026-03-01");
    archive.anchor();
    archive.window("2026-03-04T00:00:00Z", "2026-03-04T12:00:00Z", 0, records("open", 4, 3));
  }

  @AfterAll
  static void stop() {
    archive.close();
    archive.s3.close();
  }

  private static List<String> records(String id, int day, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                record(
                    id + i,
                    "2026-03-%02dT%02d:00:00.000Z".formatted(day, i % 24),
                    "user, the " + i % 3,
                    i % 2 == 0 ? "Queue" : "<i>Trunk</i>",
                    "e" + i % 5,
                    "p" + i % 4))
        .toList();
  }

  private static Evidence evidence(ArchiveCopy copy) {
    return new Evidence(
        copy,
        Auditee.PREFIX,
        "acme",
        FIRST,
        LAST,
        new Verifier(Optional.of(PublicKeys.read(archive.keys)), Verifier.heads(archive.anchors)),
        Optional.of(archive.key),
        "0.1.0",
        NOW);
  }

  private static FolderCopy copy() {
    return new FolderCopy(archive.s3.objects());
  }

  @Test
  void theReportTellsEachDayEachTypeAndWhatIsInForce() throws IOException {
    Path out = folder.resolve("out");
    Report report = evidence(copy()).report(out, progress -> {});
    assertThat(report.days().stream().map(Report.Day::state))
        .containsExactly(State.COVERED, State.EMPTY, State.GAP, State.OPEN);
    assertThat(report.days().stream().map(Report.Day::records)).containsExactly(16L, 0L, 4L, 0L);
    assertThat(report.entityTypes())
        .containsExactly(new Count("Queue", 11), new Count("<i>Trunk</i>", 9));
    assertThat(report.gaps()).singleElement().extracting("reason").isEqualTo("not-asked");
    assertThat(report.anchoring()).isEqualTo("independently anchored");
    assertThat(report.verification().intact()).isTrue();
    assertThat(report.configuration().configuration()).containsEntry("audit.key", "<b>");
    assertThat(report.journal()).hasExactlyElementsOfTypes(Act.Commanded.class);
    assertThat(report.digests()).hasSize(4).last().extracting("number").isEqualTo(1);
    Path json = out.resolve("report-acme-2026-03-01-2026-03-04.json");
    assertThat(new ObjectMapper().readTree(json.toFile()).at("/totals/records").asLong())
        .isEqualTo(20);
    assertThat(Files.readString(out.resolve("report-acme-2026-03-01-2026-03-04.html")))
        .contains("The archive is intact", "&lt;i&gt;Trunk&lt;/i&gt;")
        .doesNotContain("<i>Trunk");
  }

  @Test
  void aReportOfADamagedArchiveSaysSoAndCountsWhatIsLeft() throws IOException {
    Path broken = copied("broken");
    Path part = find(broken, "records/source=acme/date=2026-03-03").get(0);
    Files.write(part, new byte[] {1, 2, 3});
    Report report = evidence(new FolderCopy(broken)).report(folder.resolve("out2"), progress -> {});
    assertThat(report.verification().intact()).isFalse();
    assertThat(report.unread()).hasSize(1);
    assertThat(report.entityTypes()).first().isEqualTo(new Count("Queue", 9));
  }

  @Test
  void whatIsPackedTwiceIsTheSameByteForByte() throws IOException {
    Path one = folder.resolve("one.zip");
    Path two = folder.resolve("two.zip");
    evidence(copy()).pack(one, Optional.of(policies()), progress -> {});
    evidence(new FolderCopy(copied("again"))).pack(two, Optional.of(policies()), progress -> {});
    assertThat(Files.mismatch(one, two)).isEqualTo(-1);
  }

  private static Path policies() throws IOException {
    Path policies = Files.createDirectories(folder.resolve("policies"));
    Files.writeString(policies.resolve("bucket-policy.json"), "{}");
    return policies;
  }

  @Test
  void opensslAndSha256sumAreEnoughToLookAtThePackage() throws Exception {
    Path unpacked = unpacked("package");
    assertThat(find(unpacked, "").stream().map(file -> unpacked.relativize(file).toString()))
        .contains(
            "VERIFY.txt",
            "SHA256SUMS.sig",
            "population.csv",
            "report.html",
            "report.json",
            "verification.json",
            "policies/bucket-policy.json",
            "digests/00000001_2026-03-01.json",
            "digests/00000004_2026-03-01.json.sig");
    assertThat(commands(unpacked)).hasSizeGreaterThanOrEqualTo(8);
    assertThat(carriedOut(unpacked)).isTrue();
  }

  @Test
  void aByteThatIsChangedInAnyFileMakesTheCommandsFail() throws Exception {
    Path unpacked = unpacked("attacked");
    List<Path> missed = new ArrayList<>();
    List<String> commands = commands(unpacked);
    for (Path file : find(unpacked, "")) {
      byte[] bytes = Files.readAllBytes(file);
      byte[] changed = bytes.clone();
      changed[changed.length / 2] ^= 1;
      Files.write(file, changed);
      if (succeeds(unpacked, commands)) {
        missed.add(file);
      }
      Files.write(file, bytes);
    }
    assertThat(missed).isEmpty();
    assertThat(succeeds(unpacked, commands)).isTrue();
  }

  @Test
  void aDigestThatIsChangedTogetherWithTheListFailsAllTheSame() throws Exception {
    Path unpacked = unpacked("forged");
    Path digest = unpacked.resolve("digests/00000002_2026-03-02.json");
    Files.writeString(digest, Files.readString(digest).replace("\"records\":0", "\"records\":1"));
    Files.delete(unpacked.resolve("SHA256SUMS"));
    Files.delete(unpacked.resolve("SHA256SUMS.sig"));
    Package.seal(unpacked, Optional.empty());
    List<String> commands =
        commands(unpacked).stream().filter(line -> !line.contains("-in SHA256SUMS")).toList();
    assertThat(succeeds(unpacked, commands.subList(0, 1))).isTrue();
    assertThat(succeeds(unpacked, commands)).isFalse();
  }

  @Test
  void thePopulationHasARowForEachRecordThatNoSpreadsheetCarriesOut() throws Exception {
    List<String> rows = Files.readAllLines(unpacked("rows").resolve("population.csv"));
    assertThat(rows).hasSize(1 + 20);
    assertThat(rows.get(0)).startsWith("recordId,timestamp,source,").doesNotContain("rawPayload");
    assertThat(rows.get(1))
        .startsWith("acme:a0:0,2026-03-01T00:00:00Z,acme,")
        .contains("\"user, the 0\"");
    assertThat(rows).anyMatch(row -> row.contains(",\"'=c0\","));
  }

  private static Path unpacked(String name) throws IOException {
    Path zip = folder.resolve(name + ".zip");
    evidence(copy()).pack(zip, Optional.of(policies()), progress -> {});
    Path to = Files.createDirectory(folder.resolve(name));
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path file = to.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(in, file);
      }
    }
    return to;
  }

  private static List<String> commands(Path unpacked) throws IOException {
    return Files.readAllLines(unpacked.resolve("VERIFY.txt")).stream()
        .filter(line -> line.startsWith("    "))
        .toList();
  }

  private static boolean carriedOut(Path unpacked) throws Exception {
    return succeeds(unpacked, commands(unpacked));
  }

  private static boolean succeeds(Path unpacked, List<String> commands) throws Exception {
    Process bash =
        new ProcessBuilder("bash", "-e", "-c", String.join("\n", commands))
            .directory(unpacked.toFile())
            .redirectErrorStream(true)
            .start();
    try (InputStream said = bash.getInputStream()) {
      said.readAllBytes();
    }
    return bash.waitFor() == 0;
  }

  private static Path copied(String name) throws IOException {
    Path to = folder.resolve(name);
    for (Path file : find(archive.s3.objects(), "")) {
      Path target = to.resolve(archive.s3.objects().relativize(file));
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    return to;
  }

  private static List<Path> find(Path root, String part) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains(part))
          .sorted()
          .toList();
    }
  }

  private static Proof prove(ArchiveCopy copy, String id, String day) throws IOException {
    return new Prover(Optional.of(PublicKeys.read(archive.keys)), Verifier.heads(archive.anchors))
        .prove(copy, Auditee.PREFIX, "acme", id, Optional.ofNullable(day).map(LocalDate::parse));
  }

  private static String state(Proof proof, String step) {
    return proof.steps().stream()
        .filter(one -> one.name().equals(step))
        .findFirst()
        .orElseThrow()
        .state()
        .text();
  }

  @Test
  void aRecordIsFollowedFromItsLineToTheSecondPlace() throws IOException {
    Proof proof = prove(copy(), "acme:a8:0", null);
    assertThat(proof.steps().stream().map(Proof.Step::name))
        .containsExactly(
            "record", "raw", "part", "response", "manifest", "digest", "chain", "anchor");
    assertThat(proof.steps()).allMatch(step -> step.state() == Proof.State.HOLDS);
    assertThat(proof.complete()).isTrue();
    assertThat(proof.steps().get(0).sentence()).isEqualTo("it is line 9 of 9");
    assertThat(proof.steps().get(3).sentence()).contains("pageNumber=2");
    assertThat(prove(copy(), "acme:a7:0", null).steps().get(3).sentence()).contains("pageNumber=1");
    assertThat(new ObjectMapper().readTree(proof.record()).path("auditId").asText())
        .isEqualTo("a8");
    assertThat(state(prove(copy(), LATE, null), "anchor")).isEqualTo("holds");
  }

  @Test
  void thePackagedCommandProvesARecordAndMissesASourceOfWhichNothingIsLeft() throws IOException {
    ServiceProcess auditor =
        ServiceProcess.in(folder.resolve("auditor"))
            .with("audit.sinks.s3.bucket", "none")
            .with("audit.sources.acme.api", "genesys-audits")
            .with("audit.sources.acme.region", "eu-central-1")
            .with("audit.sources.acme.client-id", "acme-client")
            .with("audit.sources.acme.client-secret", "s3cret")
            .with("audit.sinks.elasticsearch.enabled", "false")
            .with("audit.seal.public-keys", archive.keys.toString());
    Result proved = command(auditor, archive.s3.objects(), "prove", "--record", "acme:a8:0");
    assertThat(proved.exitCode()).as(proved.output() + proved.errors()).isZero();
    assertThat(proved.output().lines().filter(line -> line.contains("  holds  ")))
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly(
            "record", "raw", "part", "response", "manifest", "digest", "chain", "anchor");
    assertThat(proved.output()).endsWith("acme:a8:0: holds\n");
    Path nothing = Files.createDirectories(folder.resolve("nothing/audit/manifests/source=other"));
    Result lost = command(auditor, nothing.resolve("../../.."), "verify");
    assertThat(lost.exitCode()).as(lost.output() + lost.errors()).isEqualTo(1);
    assertThat(lost.output())
        .contains("acme: DAMAGE chain-cut-at-tail audit/digests/source=acme/00000004");
  }

  private static Result command(ServiceProcess auditor, Path copy, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of(
            "--copy",
            copy.toAbsolutePath().normalize().toString(),
            "--anchor",
            archive.anchors.toAbsolutePath().toString()));
    return auditor.run(LIMIT, all.toArray(String[]::new));
  }

  @Test
  void onlyThePartThatHasTheRecordIsRead() throws IOException {
    List<String> read = new ArrayList<>();
    assertThat(prove(new Watched(copy(), read), "acme:=c3:0", null).holds()).isTrue();
    assertThat(read.stream().filter(key -> key.contains("/records/")).distinct())
        .singleElement()
        .asString()
        .contains("date=2026-03-03");
    assertThat(read).noneMatch(key -> key.contains("/parquet/") || key.contains("/journal/"));
    read.clear();
    prove(new Watched(copy(), read), "acme:=c3:0", "2026-03-03");
    assertThat(read.stream().filter(key -> key.contains("/manifests/")))
        .allMatch(key -> key.contains("date=2026-03-03"));
  }

  /** An archive that tells what was read of it. */
  private record Watched(FolderCopy copy, List<String> read) implements ArchiveCopy {
    @Override
    public List<Stored> list(String begin) throws IOException {
      return copy.list(begin);
    }

    @Override
    public List<String> folders(String begin) throws IOException {
      return copy.folders(begin);
    }

    @Override
    public InputStream open(String key) throws IOException {
      read.add(key);
      return copy.open(key);
    }

    @Override
    public Path file(String key, Path place) {
      read.add(key);
      return copy.file(key, place);
    }
  }

  @Test
  void aRecordOfAnOpenDayHoldsAsFarAsItGoes() throws IOException {
    Proof proof = prove(copy(), "acme:open1:0", null);
    assertThat(proof.holds()).isTrue();
    assertThat(proof.complete()).isFalse();
    assertThat(state(proof, "manifest")).isEqualTo("holds");
    assertThat(state(proof, "digest")).isEqualTo("open");
  }

  @Test
  void aRecordThatIsNotThereIsSaidToBeMissing() {
    assertThatThrownBy(() -> prove(copy(), "acme:nobody:0", null))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(
            "the record acme:nobody:0 is not in the archive of acme, in 6 windows");
    assertThatThrownBy(() -> prove(copy(), "acme:a8:0", "2026-03-02"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("of 2026-03-02");
  }

  @Test
  void aLinkThatDoesNotHoldIsSaid() throws IOException {
    assertThat(attacked("part", "records/source=acme/date=2026-03-01", "part")).isEqualTo("broken");
    assertThat(attacked("manifest", "manifests/source=acme/date=2026-03-01", "manifest"))
        .isEqualTo("broken");
    assertThat(attacked("digest", "00000001_2026-03-01.json", "digest")).isEqualTo("broken");
    assertThat(attacked("signature", "00000001_2026-03-01.json.sig", "digest")).isEqualTo("broken");
    assertThat(attacked("later", "00000004_2026-03-01.json", "chain")).isEqualTo("broken");
  }

  /** What a step says once something has been added to the first such object. */
  private static String attacked(String name, String object, String step) throws IOException {
    Path copy = copied("proof-" + name);
    Path file = find(copy, object).get(0);
    byte[] bytes = Files.readAllBytes(file);
    if (name.equals("manifest") || name.equals("later")) {
      Files.writeString(file, new String(bytes, UTF_8).replace("org-1", "org-2"));
    } else if (name.equals("digest")) {
      Files.writeString(file, new String(bytes, UTF_8).replace("\"0.1.0\"", "\"0.1.1\""));
    } else {
      byte[] more = java.util.Arrays.copyOf(bytes, bytes.length + 1);
      Files.write(file, more);
    }
    Proof proof = prove(new FolderCopy(copy), "acme:a3:0", null);
    assertThat(proof.holds()).isFalse();
    return state(proof, step);
  }
}
