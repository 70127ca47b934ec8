package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.auditcaravan.packaged.Line.LIMIT;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.auditcaravan.packaged.ServiceProcess.Result;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.OpenSearchServer;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.sign.TestKeys;
import org.auditcaravan.window.SourceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the packaged jar, beside a running service and without one. */
class CommandsIT {
  private static final String ACME = "acme";
  private static final String PICKY = "picky";
  private static final String ACME_INDEX = "audit-records";
  private static final String PICKY_INDEX = "picky-records";

  @TempDir static Path folder;
  private static OpenSearchServer engine;
  private static Line line;
  private static ServiceProcess service;
  private static final TestKeys KEYS = TestKeys.fresh();

  @BeforeAll
  static void startTheService() {
    engine = OpenSearchServer.create(folder.resolve("engine"));
    line = new Line(folder, engine.url(), ACME, PICKY);
    service = line.service.with("audit.sources.picky.index", PICKY_INDEX);
    service.with("audit.seal.key", KEYS.secret);
    refuseMostValues();
    service.startAndAwaitReady(LIMIT);
    await()
        .atMost(LIMIT)
        .ignoreException(NoSuchElementException.class)
        .until(() -> settled(ACME) && settled(PICKY));
  }

  @AfterAll
  static void stopTheService() {
    line.close();
    engine.close();
  }

  /** Before the product's template: both values of a change must be numbers in this index. */
  private static void refuseMostValues() {
    for (String month : months()) {
      engine.ask(
          "PUT",
          "/" + PICKY_INDEX + "-" + month,
          """
          {"aliases":{"%s":{}},"mappings":{"dynamic":false,"properties":{
            "source":{"type":"keyword"},
            "previousValue":{"type":"integer"},"newValue":{"type":"integer"}}}}
          """
              .formatted(PICKY_INDEX));
    }
  }

  private static Set<String> months() {
    DateTimeFormatter month = DateTimeFormatter.ofPattern("yyyy.MM").withZone(ZoneOffset.UTC);
    return new TreeSet<>(
        List.of(month.format(line.until), month.format(line.until.minus(2, ChronoUnit.DAYS))));
  }

  private static boolean settled(String source) {
    SourceStatus status = service.status(source);
    return status.coveredTo() != null
        && !status.coveredTo().isBefore(line.until)
        && status.owed().isEmpty();
  }

  @Test
  void statusShowsEachSourceInATable() {
    Result result = service.run(LIMIT, "status");
    assertThat(result.output().lines().findFirst().orElseThrow())
        .startsWith("source")
        .contains("covered to", "events", "records", "owed", "letters");
    assertThat(result.output()).containsPattern("(?m)^acme +genesys-audits +20");
    assertThat(result.errors()).isEmpty();
  }

  @Test
  void statusAsJsonPrintsNothingButJson() throws IOException {
    Result result = service.run(LIMIT, "status", "--json");
    JsonNode report = new ObjectMapper().readTree(result.output());
    assertThat(report.path("sources")).hasSize(2);
    assertThat(report.path("sources").get(0).path("events").asLong()).isPositive();
    assertThat(result.output()).startsWith("{").endsWith("}\n");
  }

  @Test
  void theLedgerIsOpenToThisMachineOnly() throws IOException {
    Properties lock = new Properties();
    try (Reader in = Files.newBufferedReader(service.folder().resolve("data/ledger.lock.db"))) {
      lock.load(in);
    }
    String[] server = lock.getProperty("server").split(":");
    assertThat(InetAddress.getByName(server[0]).isLoopbackAddress()).isTrue();
    for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : network.inetAddresses().toList()) {
        if (!address.isLoopbackAddress()) {
          assertThatThrownBy(() -> connect(address, Integer.parseInt(server[1])))
              .isInstanceOf(ConnectException.class);
        }
      }
    }
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 5000);
    }
  }

  @Test
  void extractLetsTheRunningServiceReadWhatNobodyHasReadYet() {
    long before = service.status(ACME).events();
    Result result =
        extract(
            service,
            ACME,
            line.until.minus(10, ChronoUnit.HOURS),
            line.until.minus(6, ChronoUnit.HOURS));
    assertThat(result.exitCode()).as(result.errors()).isZero();
    long events = number(result.output(), "(\\d+) events, \\d+ records, 0 failed, 0 gaps");
    assertThat(events).isPositive();
    assertThat(service.status(ACME).events()).isEqualTo(before + events);
    assertThat(result.output()).contains("windows ");
  }

  @Test
  void extractOfWhatIsKnownReadsItAgainAndDeliversNothingTwice() {
    Result result =
        extract(
            service,
            PICKY,
            line.until.minus(4, ChronoUnit.HOURS),
            line.until.minus(2, ChronoUnit.HOURS));
    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(result.output()).contains("windows read, 0 events, 0 records");
  }

  @Test
  void extractReadsByItselfWithoutAService() {
    ServiceProcess alone = line.process(folder.resolve("alone"), engine.url(), "alone");
    line.source(alone, ACME, Instant.now());
    alone.with("audit.sources.acme.index", "alone-records");
    Result result =
        extract(
            alone,
            ACME,
            line.until.minus(3, ChronoUnit.HOURS),
            line.until.minus(1, ChronoUnit.HOURS));
    assertThat(result.exitCode()).as(result.errors()).isZero();
    long records = number(result.output(), "(\\d+) records");
    assertThat(records).isPositive();
    long[] archived = new long[1];
    new ArchiveReader(line.s3, "alone").records(ACME, record -> archived[0]++);
    assertThat(archived[0]).isEqualTo(records);
    engine.refresh("alone-records");
    assertThat(engine.count("alone-records")).isEqualTo(records);
    assertThat(result.errors()).isEmpty();
  }

  @Test
  void extractOfATimeThatTheVendorNoLongerKeepsEndsWithGaps() {
    ServiceProcess late = line.process(folder.resolve("late"), engine.url(), "late");
    line.source(late, ACME, Instant.now());
    Instant from = line.until.minus(500, ChronoUnit.DAYS);
    Result result = extract(late, ACME, from, from.plus(1, ChronoUnit.HOURS));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.output()).containsPattern("0 failed, [1-9]\\d* gaps");
  }

  @Test
  void mistakesOnTheCommandLineAreExplained() {
    assertThat(service.run(LIMIT, "extract", "--source", ACME))
        .matches(result -> result.exitCode() == 2 && result.errors().contains("Usage:"));
    assertThat(service.run(LIMIT, "frobnicate"))
        .matches(result -> result.exitCode() == 2 && result.errors().contains("Usage:"));
    oneSentence(
        service.run(LIMIT, "extract", "--source", ACME, "--from", "soon", "--to", "later"),
        "--from");
    oneSentence(
        service.run(
            LIMIT,
            "extract",
            "--source",
            "nobody",
            "--from",
            "2026-01-01T00:00:00Z",
            "--to",
            "2026-01-02T00:00:00Z"),
        "nobody");
    oneSentence(service.run(LIMIT, "replay", "--reason", "bad-luck"), "bad-luck");
    oneSentence(service.run(LIMIT, "replay", "--rate", "0"), "--rate 0");
    oneSentence(service.run(LIMIT, "dismiss", "--because", "x"), "nothing is named");
    oneSentence(service.run(LIMIT, "dismiss", "--because", " ", "--source", ACME), "--because");
    oneSentence(service.run(LIMIT, "dismiss", "--because", "x", "999999999"), "999999999");
    oneSentence(service.run(LIMIT, "dismiss", "--because", "x", "--gap"), "--source");
    assertThat(service.run(LIMIT, "dismiss", "--source", ACME))
        .matches(result -> result.exitCode() == 2 && result.errors().contains("--because"));
  }

  private static void oneSentence(Result result, String about) {
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors().lines()).singleElement().asString().contains(about);
  }

  @Test
  void doctorFindsNothingWrongWithASourceThatWorks() {
    Result result = service.run(LIMIT, "doctor", "--source", ACME);
    assertThat(result.exitCode()).as(result.output() + result.errors()).isZero();
    assertThat(result.output())
        .contains("acme: token    granted", "takes writes", "would take the template")
        .endsWith("acme: healthy\n");
    assertThat(result.output() + result.errors()).doesNotContain(Line.SECRET);
  }

  @Test
  void doctorNamesTheCauseAndAWindowThatFailedKeepsIt() throws IOException {
    ServiceProcess refused = line.process(folder.resolve("refused"), engine.url(), "refused");
    line.source(refused, ACME, Instant.now());
    refused.with("audit.sources.acme.client-id", ACME + "-nopermission");
    Result doctor = refused.run(LIMIT, "doctor", "--json");
    assertThat(doctor.exitCode()).as(doctor.output() + doctor.errors()).isEqualTo(1);
    JsonNode examined = new ObjectMapper().readTree(doctor.output()).get(0);
    assertThat(examined.path("cause").asText()).isEqualTo("permission-missing");
    assertThat(examined.at("/findings/0/evidence/messageParams.permissions").asText())
        .isEqualTo("audits:audit:view");
    Result extract =
        extract(
            refused,
            ACME,
            line.until.minus(2, ChronoUnit.HOURS),
            line.until.minus(1, ChronoUnit.HOURS));
    assertThat(extract.exitCode()).as(extract.output()).isEqualTo(3);
    Result status = refused.run(LIMIT, "status");
    assertThat(status.output())
        .contains("cause permission-missing: ", "Admin > Integrations > OAuth");
    assertThat(doctor.output() + extract.errors() + status.output()).doesNotContain(Line.SECRET);
  }

  @Test
  void validateShowsTheRecordsOfASavedPageAndDeliversNothing() throws IOException {
    Path page =
        Files.writeString(
            folder.resolve("page.json"),
            "{\"entities\":[{\"id\":\"a-1\",\"eventDate\":\"2026-11-20T10:00:00Z\",\"brandNew\":1}]}");
    Result result =
        service.run(
            LIMIT, "validate", "--source", ACME, "--page", page.toAbsolutePath().toString());
    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(result.output().lines())
        .singleElement()
        .asString()
        .startsWith("{\"recordId\":\"acme:a-1:0\"");
    assertThat(result.errors()).contains("1 events, 1 records", "unknown member brandNew");
  }

  @Test
  void sealClosesADayAndVerifyNeedsNoLedger() throws IOException {
    String day = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
    Path keys = Files.createDirectories(folder.resolve("keys"));
    Files.writeString(keys.resolve("own.pem"), KEYS.open);
    try (S3Server second =
        S3Server.start(folder.resolve("second"), "heads", "other-key", "other-secret")) {
      service.with(
          "audit.seal.anchor-uri",
          "aws2-s3:heads?region=us-east-1&forcePathStyle=true&overrideEndpoint=true"
              + "&accessKey=RAW(other-key)&secretKey=RAW(other-secret)&uriEndpointOverride="
              + second.endpoint());
      Result seal = service.run(LIMIT, "seal", "--source", ACME, "--date", day);
      assertThat(seal.exitCode()).as(seal.output() + seal.errors()).isEqualTo(3);
      assertThat(seal.output())
          .isEqualTo(
              "acme: %s is closed by audit/digests/source=acme/00000001_%s.json%n"
                  .formatted(day, day));
      assertThat(second.keys("")).containsExactly("acme/00000001.json");
      assertThat(service.run(LIMIT, "seal", "--source", ACME, "--date", day).output())
          .contains("is closed already");
      Files.createDirectories(folder.resolve("heads"));
      Files.write(folder.resolve("heads/1.json"), second.get("acme/00000001.json"));
    } finally {
      service.without("audit.seal.anchor-uri");
    }
    ServiceProcess auditor = line.process(folder.resolve("auditor"), engine.url(), "audit");
    line.source(auditor, ACME, Instant.now());
    Result verify =
        auditor.run(
            LIMIT,
            "verify",
            "--json",
            "--source",
            ACME,
            "--keys",
            keys.toString(),
            "--anchor",
            folder.resolve("heads").toString());
    JsonNode verdict = new ObjectMapper().readTree(verify.output()).get(0);
    assertThat(verdict.path("intact").asBoolean()).as(verify.output()).isTrue();
    assertThat(verdict.path("digests").asInt()).isEqualTo(1);
    assertThat(verify.exitCode()).as("today is not closed").isEqualTo(3);
    assertThat(verify.output()).doesNotContain("not-anchored", "not-checked");
    assertThat(auditor.folder().resolve("data")).doesNotExist();
    evidenceIsPackedAndOfNobodyNothingIsProved(auditor, day, keys);
    assertThat(commanded("seal")).contains("\"who\":\"" + System.getProperty("user.name") + "\"");
    Result copy = service.run(LIMIT, "copy", "--source", ACME, "--to-prefix", "/moved/");
    assertThat(copy.exitCode()).as(copy.output() + copy.errors()).isZero();
    assertThat(copy.output()).contains("the copy is intact");
    assertThat(line.s3.keys("moved/digests/")).hasSize(2);
    oneSentence(service.run(LIMIT, "expire"), "audit.archive.retain");
    String month = line.until.minus(1, ChronoUnit.HOURS).toString().substring(0, 7);
    oneSentence(service.run(LIMIT, "drop-index", "--month", month), "audit.seal.public-keys");
    oneSentence(service.run(LIMIT, "verify", "--source", "nobody"), "nobody");
    oneSentence(service.run(LIMIT, "seal", "--date", "2999-01-01"), "--date");
  }

  private void evidenceIsPackedAndOfNobodyNothingIsProved(
      ServiceProcess auditor, String day, Path keys) throws IOException {
    Path out = folder.resolve("evidence");
    String[] period = {"--source", ACME, "--from", day, "--to", day, "--keys", keys.toString()};
    Result report = auditor.run(LIMIT, words("report", period, "--out", out.toString()));
    assertThat(report.exitCode()).as(report.output() + report.errors()).isEqualTo(3);
    assertThat(out.resolve("report-acme-%s-%s.html".formatted(day, day))).isNotEmptyFile();
    Result packed = auditor.run(LIMIT, words("evidence", period, "--out", out.toString()));
    assertThat(packed.exitCode()).as(packed.output() + packed.errors()).isEqualTo(3);
    assertThat(packed.output()).contains("sha256 ", "acme: intact");
    assertThat(packed.errors()).contains("not in the journal, whose entries are signed");
    Result nobody = auditor.run(LIMIT, "prove", "--record", "acme:nobody:0", "--date", day);
    assertThat(nobody.exitCode()).isEqualTo(1);
    assertThat(nobody.errors()).contains("acme:nobody:0");
  }

  private static String[] words(String command, String[] options, String... more) {
    return Stream.of(Stream.of(command), Stream.of(options), Stream.of(more))
        .flatMap(one -> one)
        .toArray(String[]::new);
  }

  /** What the journal says of a command. */
  private static String commanded(String command) {
    return line.s3.keys("audit/journal/source=acme/").stream()
        .map(key -> new String(line.s3.get(key), StandardCharsets.UTF_8))
        .filter(entry -> entry.contains("\"command\":[\"" + command + "\""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void helpAndVersionAreToldWithoutRunningAnything() {
    Result help = service.run(LIMIT, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.output())
        .contains("extract", "status", "doctor", "validate", "replay", "reindex")
        .contains("dismiss", "rebuild", "seal", "verify", "prove", "report", "evidence");
    Result version = service.run(LIMIT, "--version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.output()).matches("audit-caravan \\d+\\.\\d+.*\\n");
  }

  @Test
  void reindexFillsAnEmptiedIndexFromTheArchive() {
    engine.refresh(ACME_INDEX);
    List<String> before = new TreeSet<>(engine.ids(ACME_INDEX)).stream().toList();
    assertThat(before).isNotEmpty();
    engine.ask("DELETE", "/" + ACME_INDEX + "-*", null);

    Result result = service.run(LIMIT, "reindex", "--source", ACME);
    assertThat(result.exitCode()).as(result.errors()).isZero();
    assertThat(result.output()).containsPattern("acme: [1-9]\\d* window revisions");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(service.status(ACME).owed()).isEmpty();
              engine.refresh(ACME_INDEX);
              assertThat(engine.ids(ACME_INDEX)).containsAll(before);
            });
    assertThat(engine.ids(ACME_INDEX)).doesNotHaveDuplicates();
  }

  @Test
  void replayDeliversWhatWasRepairedAndKeepsTheRest() {
    List<String> refused = letters();
    assertThat(refused).isNotEmpty();

    repair("newValue");
    Result replay = service.run(LIMIT, "replay", "--source", PICKY, "--rate", "60");
    assertThat(replay.exitCode()).as(replay.errors()).isZero();
    await().atMost(LIMIT).until(() -> settled(PICKY));
    List<String> left = letters();
    assertThat(left).isNotEmpty().hasSizeLessThan(refused.size());
    assertThat(refused.stream().map(CommandsIT::identity))
        .containsAll(left.stream().map(CommandsIT::identity).toList());
    assertThat(left).allMatch(letter -> letter.contains(" 2 attempts"));

    repair("previousValue");
    service.run(LIMIT, "replay", "--source", PICKY, "--reason", "index-rejected");
    await().atMost(LIMIT).until(() -> settled(PICKY));
    assertThat(letters()).isEmpty();
    assertThat(service.status(PICKY).deadLetters()).isEmpty();
    engine.refresh(PICKY_INDEX);
    assertThat(engine.count(PICKY_INDEX)).isEqualTo(service.status(PICKY).records());

    assertThat(service.run(LIMIT, "replay").output())
        .contains("0 dead letters are asked for again");
  }

  /** The lines that a dry run prints for letters. */
  private static List<String> letters() {
    return service
        .run(LIMIT, "replay", "--source", PICKY, "--dry-run")
        .output()
        .lines()
        .filter(text -> text.contains(" attempts"))
        .toList();
  }

  /** Number and first failure of a letter. */
  private static String identity(String letter) {
    return letter.replaceFirst(", \\d+ attempts.*", "");
  }

  private static void repair(String field) {
    for (String month : months()) {
      engine.ask(
          "PUT",
          "/" + PICKY_INDEX + "-" + month + "/_mapping",
          "{\"properties\":{\"%s\":{\"type\":\"integer\",\"ignore_malformed\":true}}}"
              .formatted(field));
    }
  }

  private static Result extract(ServiceProcess process, String source, Instant from, Instant to) {
    return process.run(
        LIMIT, "extract", "--source", source, "--from", from.toString(), "--to", to.toString());
  }

  private static long number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
