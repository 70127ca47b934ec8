package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.auditcaravan.config.Fault;
import org.auditcaravan.normalize.AuditRecord;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolTest {
  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"gzip,6,.gz,application/gzip", "zstd,3,.zst,application/zstd"})
  void recordsAreLinesOfACompressedPartThatIsNamedAfterItsHash(
      String codec, String level, String suffix, String contentType) throws IOException {
    try (Spool spool =
        spools(Map.of("sinks.s3.codec", codec, "sinks.s3.level", level)).open(acme(), claim(2))) {
      spool.append(rows("{\"n\":1}", "{\"n\":2}"), NOON.plusSeconds(5));
      spool.append(rows("{\"n\":3}"), null);
      spool.append(rows("{\"n\":4}"), NOON);
      Part part = spool.finish().get(0);
      Path file = spool.files().get(0);
      assertThat(lines(file)).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
      assertThat(part.sha256()).isEqualTo(Hashes.hex(file));
      assertThat(part.key())
          .isEqualTo(
              "audit/records/source=acme/date=2026-11-01/20261101T120000Z_20261101T130000Z_2-0-"
                  + part.sha256().substring(0, 16)
                  + ".jsonl"
                  + suffix);
      assertThat(part)
          .isEqualTo(
              new Part(
                  part.key(),
                  part.sha256(),
                  Files.size(file),
                  4,
                  3,
                  NOON,
                  NOON.plusSeconds(5),
                  null));
      assertThat(spool.uploads())
          .containsExactly(new Upload(part.key(), file.toFile(), contentType, part.sha256()));
    }
  }

  @Test
  void aFurtherPartBeginsAfterPartBytesAndNeverWithinAnEvent() {
    try (Spool spool = spools(Map.of("sinks.s3.part-bytes", "16")).open(acme(), claim(0))) {
      for (int event = 0; event < 3; event++) {
        spool.append(rows("{\"n\":1}", "{\"n\":2}", "{\"n\":3}"), NOON);
      }
      assertThat(spool.finish()).extracting(Part::records).containsExactly(3L, 3L, 3L);
      assertThat(spool.finish()).extracting(Part::events).containsExactly(1L, 1L, 1L);
      assertThat(spool.finish().get(2).key()).contains("_0-2-");
      assertThat(spool.events()).isEqualTo(3);
      assertThat(spool.records()).isEqualTo(9);
    }
  }

  @Test
  void aWindowWithoutEventsHasNoPart() {
    try (Spool spool = spools(Map.of()).open(acme(), claim(0))) {
      spool.append(List.of(), NOON);
      assertThat(spool.finish()).isEmpty();
      assertThat(spool.events()).isZero();
      assertThatThrownBy(() -> spool.append(rows("{}"), NOON))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void bytesThatCannotBeARecordBecomeAnObjectOfTheirOwn() throws IOException {
    try (Spool spool = spools(Map.of()).open(acme(), claim(0))) {
      spool.reject("[1,\"é\"]".getBytes(StandardCharsets.UTF_8), "not an object");
      spool.reject(new byte[] {(byte) 0xff, 0}, "not UTF-8");
      assertThat(spool.finish()).isEmpty();
      Rejected first = spool.rejects().get(0);
      Upload upload = spool.uploads().get(0);
      assertThat(first.key())
          .isEqualTo(
              "audit/dead-letters/source=acme/date=2026-11-01/"
                  + "20261101T120000Z_20261101T130000Z_0-0-"
                  + Hashes.hex(upload.file().toPath()).substring(0, 16)
                  + ".json");
      assertThat(content(upload.file().toPath()))
          .isEqualTo(
              "{\"formatVersion\":1,\"source\":\"acme\",\"from\":\"2026-11-01T12:00:00Z\","
                  + "\"to\":\"2026-11-01T13:00:00Z\",\"revision\":0,\"reason\":\"not an object\","
                  + "\"bytes\":8,\"sha256\":\""
                  + Hashes.hex("[1,\"é\"]".getBytes(StandardCharsets.UTF_8))
                  + "\",\"encoding\":\"utf-8\",\"payload\":\"[1,\\\"é\\\"]\"}");
      assertThat(content(spool.uploads().get(1).file().toPath()))
          .contains("\"encoding\":\"base64\",\"payload\":\"/wA=\"");
      assertThat(first.bytes()).isEqualTo(upload.file().length());
    }
  }

  @Test
  void allSpoolsShareOneBoundAndGiveTheirBytesBack() {
    Spools spools = spools(Map.of("spool.max-bytes", "300000"));
    Spool other = spools.open(acme(), claim(0));
    fill(other, 200_000);
    other.finish();
    assertThat(spools.budget().used()).isPositive();
    Spool spool = spools.open(acme(), claim(1));
    assertThatThrownBy(() -> fill(spool, 400_000))
        .isInstanceOf(SpoolFull.class)
        .hasMessageContaining("audit.spool.max-bytes=300000");
    assertThatThrownBy(() -> spool.append(rows("{}"), null))
        .isInstanceOf(IllegalStateException.class);
    spool.close();
    other.close();
    other.close();
    assertThat(spools.budget().used()).isZero();
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aSourceThatFloodsLeavesAsMuchAsItTakes() {
    SpoolBudget budget = new SpoolBudget(1000, 10);
    budget.take("flood", 500);
    assertThatThrownBy(() -> budget.take("flood", 1))
        .isInstanceOf(SpoolFull.class)
        .hasMessageContaining("source flood")
        .hasMessageContaining("audit.sources.flood.concurrency");
    budget.take("acme", 250);
    assertThatThrownBy(() -> budget.take("acme", 1)).isInstanceOf(SpoolFull.class);
    budget.take("guide", 100);
    budget.free("flood", 500);
    budget.take("acme", 1);
    assertThat(budget.used()).isEqualTo(351);
  }

  @Test
  void aSourceAloneMayHaveAllOfTheSpool() {
    SpoolBudget budget = new SpoolBudget(1000, 1);
    budget.take("acme", 1000);
    assertThatThrownBy(() -> budget.take("acme", 1)).isInstanceOf(SpoolFull.class);
  }

  @Test
  void theFolderIsEmptiedAtStartOfOurOwnFilesOnly() throws IOException {
    Spools spools = spools(Map.of());
    Spool left = spools.open(acme(), claim(0));
    left.reject(new byte[1], "left behind");
    Path foreign = Files.createFile(dir.resolve("somebody's"));
    spools.clear();
    assertThat(left.folder()).doesNotExist();
    assertThat(foreign).exists();
  }

  @ParameterizedTest
  @CsvSource({"lz4,1,codec=lz4", "gzip,10,level=10", "zstd,0,level=0"})
  void anUnknownCodecOrLevelStopsTheStart(String codec, String level, String named) {
    assertThatThrownBy(() -> spools(Map.of("sinks.s3.codec", codec, "sinks.s3.level", level)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sinks.s3." + named);
  }

  private static void fill(Spool spool, int bytes) {
    SplittableRandom random = new SplittableRandom(3);
    for (int written = 0; written < bytes; written += 1000) {
      byte[] line = new byte[1000];
      random.nextBytes(line);
      spool.append(List.of(new AuditRecord("r", line)), null);
    }
  }

  private Spools spools(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    all.put("spool.dir", dir.toString());
    all.put("sinks.s3.bucket", "archive");
    var config = TestSources.config(all);
    return new Spools(config, new ArchivePlaces(config));
  }

  private static Source acme() {
    return TestSources.acme("genesys-audits", Map.of());
  }

  static Claim claim(int revision) {
    return new Claim(
        1,
        new Window("acme", NOON, NOON.plusSeconds(3600)),
        revision,
        1,
        new Scope(List.of(), Map.of(), Map.of(), Map.of()),
        1,
        false,
        null);
  }

  static List<AuditRecord> rows(String... lines) {
    return Stream.of(lines)
        .map(line -> new AuditRecord("r", line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<String> lines(Path file) throws IOException {
    return List.of(content(file).split("\n"));
  }

  private static String content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      boolean part = file.toString().contains(".jsonl");
      InputStream plain = part ? Codec.ofName(file.toString()).expand(in) : in;
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
