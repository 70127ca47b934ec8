package org.auditcaravan.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.auditcaravan.verify.Auditee.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.ManifestSignature;
import org.auditcaravan.journal.Act;
import org.auditcaravan.seal.Digest;
import org.auditcaravan.seal.ParquetFiles;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.sign.TestKeys;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.verify.Finding.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An attacker who may do with the bucket what he likes, by plain S3 calls: each of his attacks is
 * named, with the object concerned.
 */
class VerifyIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Span ALL = new Span(Optional.empty(), Optional.empty());

  @TempDir static Path folder;
  private static Auditee archive;
  private static Map<String, byte[]> pristine;

  @BeforeAll
  static void closeThreeDaysAndAnAddendum() throws Exception {
    archive = new Auditee(S3Server.start(folder.resolve("s3"), "archive"), folder, null);
    archive.window("2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z", 0, records("a", 1, 40));
    archive.window("2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z", 0, records("b", 1, 30));
    archive.window("2026-03-02T00:00:00Z", "2026-03-02T12:00:00Z", 0, records("c", 2, 20));
    archive.window("2026-03-02T12:00:00Z", "2026-03-03T00:00:00Z", 0, records("d", 2, 20));
    archive.window("2026-03-03T00:00:00Z", "2026-03-03T12:00:00Z", 0, List.of());
    archive.window("2026-03-03T12:00:00Z", "2026-03-04T00:00:00Z", 0, List.of());
    keep("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z");
    archive.known();
    for (String day : List.of("2026-03-01", "2026-03-02", "2026-03-03")) {
      archive.close(day);
    }
    archive.window("2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z", 1, records("late", 1, 3));
    archive.known();
    archive.close("2026-03-01");
    archive.anchor();
    keep("2026-04-02T00:00:00Z", "2026-04-03T00:00:00Z");
    pristine = objects();
  }

  /** Entries of the journal: the first three are older than the digests, which pin them. */
  private static void keep(String... times) {
    for (String at : times) {
      Instant then = Instant.parse(at);
      archive.journal.keep(new Act.Outage("acme", then, then, then, "index", "away"));
    }
  }

  @AfterAll
  static void stop() {
    archive.close();
    archive.s3.close();
  }

  @AfterEach
  void undo() {
    Map<String, byte[]> left = objects();
    left.keySet().stream().filter(key -> !pristine.containsKey(key)).forEach(archive::delete);
    pristine.forEach(
        (key, bytes) -> {
          if (!Arrays.equals(bytes, left.get(key))) {
            archive.put(key, bytes);
          }
        });
  }

  /** As the server keeps them: reading them all by S3 calls, each time, would take minutes. */
  private static Map<String, byte[]> objects() {
    Map<String, byte[]> objects = new TreeMap<>();
    try (Stream<Path> files = Files.walk(archive.s3.objects())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        objects.put(archive.s3.objects().relativize(file).toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }

  private static List<String> records(String id, int day, int count) {
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(
            i ->
                record(
                    id + i,
                    "2026-03-%02dT%02d:00:00.000Z".formatted(day, i % 24),
                    "user" + i % 3,
                    i % 2 == 0 ? "Queue" : "Trunk",
                    "e" + i % 5,
                    "p" + i % 4))
        .toList();
  }

  /** What is done, what it is called, and the object that is named. */
  enum Attack {
    A_PART_IS_EDITED(Kind.CHANGED, "records/", 0) {
      @Override
      void carryOut(String key) throws IOException {
        archive.put(
            key,
            gzip(
                records("a", 1, 40).stream().map(line -> line.replace("user2", "user1")).toList()));
      }
    },
    A_RECORD_IS_INSERTED_INTO_A_PART(Kind.CHANGED, "records/", 0) {
      @Override
      void carryOut(String key) throws IOException {
        archive.put(key, gzip(records("a", 1, 41)));
      }
    },
    THE_RECORDS_OF_A_PART_ARE_REORDERED(Kind.CHANGED, "records/", 0) {
      @Override
      void carryOut(String key) throws IOException {
        List<String> lines = new ArrayList<>(records("a", 1, 40));
        Collections.reverse(lines);
        archive.put(key, gzip(lines));
      }
    },
    A_BYTE_IS_ADDED_BEHIND_A_PART(Kind.CHANGED, "records/", 0) {
      @Override
      void carryOut(String key) {
        archive.put(key, Arrays.copyOf(pristine.get(key), pristine.get(key).length + 1));
      }
    },
    A_PART_IS_DELETED(Kind.REMOVED, "records/", 1) {
      @Override
      void carryOut(String key) {
        archive.delete(key);
      }
    },
    A_PART_IS_MOVED(Kind.MOVED, "records/", 1) {
      @Override
      void carryOut(String key) {
        archive.put(key.replace("date=2026-03-01", "date=2026-03-02"), pristine.get(key));
        archive.delete(key);
      }
    },
    TWO_PARTS_CHANGE_PLACES(Kind.CHANGED, "records/", 0) {
      @Override
      void carryOut(String key) {
        String other = keys("records/").get(1);
        archive.put(key, pristine.get(other));
        archive.put(other, pristine.get(key));
      }
    },
    AN_ID_LIST_IS_EDITED(Kind.CHANGED, "ids/", 0) {
      @Override
      void carryOut(String key) {
        archive.put(key, new byte[] {1});
      }
    },
    A_MANIFEST_IS_EDITED(Kind.MANIFEST_REPLACED, "manifests/", 0) {
      @Override
      void carryOut(String key) {
        archive.put(key, replace(pristine.get(key), "org-1", "org-2"));
      }
    },
    A_MANIFEST_IS_EDITED_AND_SIGNED_BY_ANOTHER_KEY(Kind.MANIFEST_REPLACED, "manifests/", 0) {
      @Override
      void carryOut(String key) {
        byte[] unsigned =
            replace(
                ManifestSignature.of(pristine.get(key)).orElseThrow().signed(), "org-1", "org-2");
        archive.put(key, ManifestSignature.sign(unsigned, stranger()));
      }
    },
    TWO_MANIFESTS_CHANGE_PLACES(Kind.MANIFEST_REPLACED, "manifests/", 0) {
      @Override
      void carryOut(String key) {
        String other = keys("manifests/").get(1);
        archive.put(key, pristine.get(other));
        archive.put(other, pristine.get(key));
      }
    },
    TWO_MANIFESTS_CHANGE_NUMBERS_WITH_THE_TRUE_KEY(Kind.MANIFESTS_REORDERED, "manifests/", 0) {
      @Override
      void carryOut(String key) throws IOException {
        String first = keys("digests/").get(0);
        ObjectNode digest = (ObjectNode) JSON.readTree(pristine.get(first));
        ((ObjectNode) digest.get("manifests").get(0)).put("sequence", 2);
        ((ObjectNode) digest.get("manifests").get(1)).put("sequence", 1);
        signAnew(first, JSON.writeValueAsBytes(digest), archive.key);
      }
    },
    A_MANIFEST_IS_DELETED(Kind.REMOVED, "manifests/", 2) {
      @Override
      void carryOut(String key) {
        archive.delete(key);
      }
    },
    A_MANIFEST_IS_ADDED(Kind.ADDED, "manifests/source=acme/date=2026-03-02/20260302T000000Z", 0) {
      @Override
      void carryOut(String key) throws IOException {
        ObjectNode more = (ObjectNode) JSON.readTree(pristine.get(key));
        more.put("revision", 1).put("sequence", 8);
        archive.put(key.replace("_0.json", "_1.json"), JSON.writeValueAsBytes(more));
      }

      @Override
      String object() {
        return super.object().replace("_0.json", "_1.json");
      }
    },
    A_MANIFEST_IS_COPIED_TO_ANOTHER_DAY(Kind.MOVED, "manifests/", 0) {
      @Override
      void carryOut(String key) {
        archive.put(object(), pristine.get(key));
      }

      @Override
      String object() {
        return super.object().replace("2026-03-01", "2026-03-09").replace("20260301", "20260309");
      }
    },
    A_PARQUET_FILE_IS_EDITED(Kind.CHANGED, "parquet/", 0) {
      @Override
      void carryOut(String key) {
        byte[] bytes = pristine.get(key).clone();
        bytes[100] ^= 1;
        archive.put(key, bytes);
      }
    },
    A_PARQUET_FILE_IS_DELETED(Kind.REMOVED, "parquet/", 0) {
      @Override
      void carryOut(String key) {
        archive.delete(key);
      }
    },
    A_PARQUET_FILE_IS_ADDED(Kind.ADDED, "parquet/", 0) {
      @Override
      void carryOut(String key) {
        archive.put(object(), pristine.get(key));
      }

      @Override
      String object() {
        return super.object().replace("/0-0-", "/0-9-");
      }
    },
    A_DIGEST_IS_EDITED(Kind.CHANGED, "digests/", 0) {
      @Override
      void carryOut(String key) {
        archive.put(key, replace(pristine.get(key), "\"records\":70", "\"records\":69"));
      }
    },
    THE_LAST_DIGEST_IS_EDITED(Kind.CHANGED, "digests/source=acme/00000004", 0) {
      @Override
      void carryOut(String key) {
        archive.put(key, replace(pristine.get(key), "\"records\":3", "\"records\":2"));
      }
    },
    A_DIGEST_IS_SIGNED_BY_ANOTHER_KEY(Kind.UNKNOWN_KEY, "digests/source=acme/00000004", 0) {
      @Override
      void carryOut(String key) {
        signAnew(key, pristine.get(key), stranger());
      }
    },
    A_SIGNATURE_IS_DELETED(Kind.REMOVED, "digests/source=acme/00000002_2026-03-02.json.sig", 0) {
      @Override
      void carryOut(String key) {
        archive.delete(key);
      }
    },
    A_SIGNATURE_IS_TAKEN_OUT_OF_THE_LAST_DIGEST(Kind.UNSIGNED, "digests/source=acme/00000004", 0) {
      @Override
      void carryOut(String key) {
        archive.put(key, replace(pristine.get(key), '"' + archive.key.id() + '"', "null"));
        archive.delete(key + ".sig");
      }
    },
    A_DIGEST_IS_DELETED(Kind.REMOVED, "digests/source=acme/00000002", 0) {
      @Override
      void carryOut(String key) {
        archive.delete(key);
        archive.delete(key + ".sig");
      }
    },
    TWO_DIGESTS_CHANGE_PLACES(Kind.MOVED, "digests/source=acme/00000002", 0) {
      @Override
      void carryOut(String key) {
        String other = keys("digests/source=acme/00000003").get(0);
        archive.put(key, pristine.get(other));
        archive.put(other, pristine.get(key));
      }
    },
    A_DIGEST_IS_ADDED(Kind.CHAIN_FORKED, "digests/source=acme/00000002_2026-03-05.json", 0) {
      @Override
      void carryOut(String key) {
        byte[] bytes = replace(pristine.get(keys(LINK_2).get(0)), "2026-03-02\"", "2026-03-05\"");
        archive.put(key, bytes);
        archive.put(key + ".sig", archive.key.sign(bytes));
      }

      @Override
      String object() {
        return "audit/" + begin;
      }
    },
    THE_HEAD_IS_CUT_OFF(Kind.CHAIN_CUT_AT_HEAD, "digests/source=acme/00000002", 0) {
      @Override
      void carryOut(String key) {
        keys("digests/source=acme/00000001").forEach(archive::delete);
        keys("records/source=acme/date=2026-03-01").forEach(archive::delete);
        keys("manifests/source=acme/date=2026-03-01").forEach(archive::delete);
      }
    },
    THE_TAIL_IS_CUT_OFF(Kind.CHAIN_CUT_AT_TAIL, "digests/source=acme/00000004", 0) {
      @Override
      void carryOut(String key) {
        keys("digests/source=acme/00000004").forEach(archive::delete);
        pristine.keySet().stream()
            .filter(late -> late.contains("120000Z_1") || late.contains("/1-0-"))
            .forEach(archive::delete);
      }
    },
    THE_LAST_LINK_IS_REWRITTEN_WITH_THE_TRUE_KEY(
        Kind.CHAIN_FORKED, "digests/source=acme/00000004", 0) {
      @Override
      void carryOut(String key) {
        signAnew(key, replace(pristine.get(key), "\"0.1.0\"", "\"0.1.1\""), archive.key);
      }
    },
    A_MIDDLE_LINK_IS_REWRITTEN_WITH_THE_TRUE_KEY(
        Kind.CHAIN_FORKED, "digests/source=acme/00000002", 0) {
      @Override
      void carryOut(String key) {
        signAnew(key, replace(pristine.get(key), "\"0.1.0\"", "\"0.1.1\""), archive.key);
      }
    },
    A_WINDOW_IS_LEFT_OUT_WITH_THE_TRUE_KEY(Kind.WINDOW_MISSING, "digests/", 0) {
      @Override
      void carryOut(String key) throws IOException {
        String third = keys("digests/source=acme/00000003").get(0);
        ObjectNode digest = (ObjectNode) JSON.readTree(pristine.get(third));
        ((ArrayNode) digest.get("manifests")).remove(1);
        signAnew(third, JSON.writeValueAsBytes(digest), archive.key);
      }

      @Override
      String object() {
        return "2026-03-03: 2026-03-03T12:00:00Z .. 2026-03-04T00:00:00Z";
      }
    },
    PARQUET_IS_MADE_ANEW_WITH_THE_TRUE_KEY(Kind.RECORDS_DIFFER, "digests/source=acme/00000002", 0) {
      @Override
      void carryOut(String key) throws IOException {
        ObjectNode digest = (ObjectNode) JSON.readTree(pristine.get(key));
        ObjectNode file = (ObjectNode) digest.get("parquet").get(0);
        String other = keys("parquet/source=acme/date=2026-03-01").get(0);
        archive.put(file.get("key").asText(), pristine.get(other));
        file.put("sha256", Hashes.hex(pristine.get(other))).put("records", 70);
        file.put("bytes", pristine.get(other).length);
        signAnew(key, JSON.writeValueAsBytes(digest), archive.key);
      }
    },
    ONE_VALUE_OF_PARQUET_IS_CHANGED_WITH_THE_TRUE_KEY(
        Kind.RECORDS_DIFFER, "digests/source=acme/00000002", 0) {
      @Override
      void carryOut(String key) throws IOException {
        List<String> rows = new ArrayList<>(records("c", 2, 20));
        rows.addAll(records("d", 2, 20));
        rows.set(7, rows.get(7).replace("new c7", "new c8"));
        byte[] bytes = ParquetFiles.of(rows);
        ObjectNode digest = (ObjectNode) JSON.readTree(pristine.get(key));
        ObjectNode file = (ObjectNode) digest.get("parquet").get(0);
        archive.put(file.get("key").asText(), bytes);
        file.put("sha256", Hashes.hex(bytes)).put("bytes", bytes.length);
        signAnew(key, JSON.writeValueAsBytes(digest), archive.key);
      }
    },
    A_PART_IS_LEFT_OUT_WITH_THE_TRUE_KEY(Kind.CHANGED, "digests/source=acme/00000002", 0) {
      @Override
      void carryOut(String key) throws IOException {
        ObjectNode digest = (ObjectNode) JSON.readTree(pristine.get(key));
        ((ArrayNode) digest.get("parts")).remove(1);
        signAnew(key, JSON.writeValueAsBytes(digest), archive.key);
      }
    },
    AN_ENTRY_OF_THE_JOURNAL_IS_EDITED(Kind.CHANGED, "journal/", 1) {
      @Override
      void carryOut(String key) {
        archive.put(key, replace(pristine.get(key), "away", "well"));
      }
    },
    THE_LAST_ENTRY_OF_THE_JOURNAL_IS_EDITED(Kind.CHANGED, "journal/", 4) {
      @Override
      void carryOut(String key) {
        archive.put(key, replace(pristine.get(key), "away", "well"));
      }
    },
    AN_ENTRY_OF_THE_JOURNAL_IS_DELETED(Kind.REMOVED, "journal/", 1) {
      @Override
      void carryOut(String key) {
        archive.delete(key);
      }
    },
    THE_JOURNAL_IS_CUT_BEHIND_ITS_SECOND_ENTRY(Kind.CHAIN_CUT_AT_TAIL, "journal/", 2) {
      @Override
      void carryOut(String key) {
        keys("journal/").subList(2, 5).forEach(archive::delete);
      }
    },
    TWO_ENTRIES_OF_THE_JOURNAL_CHANGE_PLACES(Kind.MOVED, "journal/", 0) {
      @Override
      void carryOut(String key) {
        String other = keys("journal/").get(1);
        archive.put(key, pristine.get(other));
        archive.put(other, pristine.get(key));
      }
    },
    A_STRANGER_GOES_ON_WITH_THE_JOURNAL(Kind.UNKNOWN_KEY, "journal/", 4) {
      @Override
      void carryOut(String key) {
        byte[] unsigned = ManifestSignature.of(pristine.get(key)).orElseThrow().signed();
        archive.put(key, ManifestSignature.sign(unsigned, stranger()));
      }
    },
    SOMEBODY_GOES_ON_WITH_THE_JOURNAL_WITHOUT_A_KEY(Kind.UNSIGNED, "journal/", 4) {
      @Override
      void carryOut(String key) {
        archive.put(key, ManifestSignature.of(pristine.get(key)).orElseThrow().signed());
      }
    },
    THE_JOURNAL_IS_WRITTEN_ANEW_WITH_THE_TRUE_KEY(Kind.CHANGED, "journal/", 2) {
      @Override
      void carryOut(String key) {
        String previous = "null";
        for (String one : keys("journal/")) {
          byte[] unsigned = ManifestSignature.of(pristine.get(one)).orElseThrow().signed();
          byte[] anew =
              new String(unsigned, StandardCharsets.UTF_8)
                  .replace("away", "well")
                  .replaceFirst("(\"previousSha256\":)(null|\"[0-9a-f]+\")", "$1" + previous)
                  .getBytes(StandardCharsets.UTF_8);
          byte[] signed = ManifestSignature.sign(anew, archive.key);
          previous = '"' + Hashes.hex(signed) + '"';
          archive.put(one, signed);
        }
      }
    };

    private static final String LINK_2 = "digests/source=acme/00000002";
    final String begin;
    private final Kind kind;
    private final int number;

    Attack(Kind kind, String begin, int number) {
      this.kind = kind;
      this.begin = begin;
      this.number = number;
    }

    abstract void carryOut(String key) throws IOException;

    /** The object that is to be named. */
    String object() {
      return keys(begin).get(number);
    }
  }

  private static List<String> keys(String begin) {
    return pristine.keySet().stream().filter(key -> key.startsWith("audit/" + begin)).toList();
  }

  private static byte[] gzip(List<String> lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (String line : lines) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] replace(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
  }

  private static SigningKey stranger() {
    return SigningKey.of(TestSources.config(Map.of("seal.key", TestKeys.fresh().secret)).seal())
        .orElseThrow();
  }

  private static void signAnew(String key, byte[] digest, SigningKey by) {
    byte[] bytes = replace(digest, archive.key.id(), by.id());
    archive.put(key, bytes);
    archive.put(key + Digest.SIGNATURE, by.sign(bytes));
  }

  @ParameterizedTest
  @EnumSource
  void isNamed(Attack attack) throws IOException {
    String aimedAt =
        keys(attack.begin).isEmpty() ? attack.object() : keys(attack.begin).get(attack.number);
    attack.carryOut(aimedAt);
    Verdict verdict = archive.verify(new FolderCopy(archive.s3.objects()), ALL);
    assertThat(verdict.intact()).isFalse();
    assertThat(verdict.findings())
        .filteredOn(Finding::damage)
        .extracting(finding -> finding.kind() + " " + finding.object())
        .contains(attack.kind + " " + attack.object());
  }

  @Test
  void whatNobodyTouchedIsIntact() throws IOException {
    Verdict verdict = archive.verify();
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.digests()).isEqualTo(4);
    assertThat(verdict.days()).isEqualTo(3);
    assertThat(verdict.records()).isEqualTo(113);
    assertThat(verdict.parquetRecords()).isEqualTo(113);
  }

  @Test
  void aCopyOfTheBucketServesAsWell() throws IOException {
    ArchiveCopy copy = new FolderCopy(archive.s3.objects());
    assertThat(archive.verify(copy, ALL).findings()).isEmpty();
    assertThat(Verifier.sources(copy, Auditee.PREFIX)).containsExactly("acme");
    ArchiveCopy bucket = new BucketCopy(archive.s3.client(), archive.s3.bucket());
    assertThat(Verifier.sources(bucket, Auditee.PREFIX)).containsExactly("acme");
    archive.delete(keys("records/").get(0));
    assertThat(archive.verify(copy, ALL).findings()).isEqualTo(archive.verify().findings());
    assertThat(archive.verify(copy, ALL).intact()).isFalse();
  }

  @Test
  void onlyTheDaysThatAreAskedForAreRead() throws IOException {
    archive.delete(keys("records/").get(0));
    Optional<LocalDate> second = Optional.of(LocalDate.parse("2026-03-02"));
    ArchiveCopy bucket = new BucketCopy(archive.s3.client(), archive.s3.bucket());
    Verdict verdict = archive.verify(bucket, new Span(second, second));
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.records()).isEqualTo(40);
    assertThat(archive.verify(bucket, new Span(Optional.empty(), second)).intact()).isFalse();
  }

  @Test
  void withoutASecondPlaceThatIsSaid() throws IOException {
    Attack.THE_TAIL_IS_CUT_OFF.carryOut("");
    Verdict verdict =
        new Verifier(Optional.of(PublicKeys.read(archive.keys)), List.of())
            .verify(new FolderCopy(archive.s3.objects()), Auditee.PREFIX, "acme", ALL, done -> {});
    assertThat(verdict.intact()).isTrue();
    assertThat(verdict.findings())
        .singleElement()
        .extracting(Finding::kind, Finding::sentence)
        .containsExactly(Kind.NOT_ANCHORED, "not independently anchored");
  }

  @Test
  void withoutPublicKeysThatIsSaidAndTheChainHoldsAllTheSame() throws IOException {
    Verifier keyless = new Verifier(Optional.empty(), List.of());
    ArchiveCopy copy = new FolderCopy(archive.s3.objects());
    Verdict verdict = keyless.verify(copy, Auditee.PREFIX, "acme", ALL, done -> {});
    assertThat(verdict.findings())
        .extracting(Finding::kind)
        .containsExactlyInAnyOrder(Kind.NOT_CHECKED, Kind.NOT_ANCHORED);
    assertThat(verdict.complete()).isFalse();
    Attack.A_DIGEST_IS_EDITED.carryOut(keys("digests/").get(0));
    assertThat(keyless.verify(copy, Auditee.PREFIX, "acme", ALL, done -> {}).intact()).isFalse();
  }

  @Test
  void aRevokedKeyIsTrustedOnlyWhereALaterLinkVouchesForIt() throws IOException {
    Path own = archive.keys.resolve("own.pem");
    String pem = Files.readString(own);
    try {
      Files.writeString(own, "revoked: 2026-03-31T00:00:00Z\n" + pem);
      assertThat(archive.verify().findings())
          .extracting(Finding::kind)
          .containsOnly(Kind.KEY_REVOKED)
          // The links, and what was written into the journal since then.
          .hasSize(4 + 2);
      Files.writeString(own, "revoked: 2026-06-01T00:00:00Z\n" + pem);
      assertThat(archive.verify().intact()).isFalse();
      SigningKey next = nextKey();
      link(next, "2026-03-05", Map.of("sealedAt", "2026-06-02T00:00:00Z"));
      assertThat(archive.verify().findings())
          .extracting(Finding::kind)
          .doesNotContain(Kind.KEY_REVOKED);
      Files.writeString(own, "valid-to: 2026-01-01T00:00:00Z\n" + pem);
      assertThat(archive.verify().findings())
          .extracting(Finding::kind)
          .contains(Kind.KEY_NOT_VALID);
    } finally {
      Files.writeString(own, pem);
      Files.deleteIfExists(archive.keys.resolve("next.pem"));
    }
  }

  private static SigningKey nextKey() throws IOException {
    TestKeys pair = TestKeys.fresh();
    Files.writeString(archive.keys.resolve("next.pem"), pair.open);
    return SigningKey.of(TestSources.config(Map.of("seal.key", pair.secret)).seal()).orElseThrow();
  }

  /** Adds a link that names nothing. */
  private static void link(SigningKey by, String name, Map<String, String> members)
      throws IOException {
    String last = keys("digests/source=acme/00000004").get(0);
    ObjectNode digest = (ObjectNode) JSON.readTree(pristine.get(last));
    for (String list : List.of("manifests", "parts", "parquet")) {
      digest.putArray(list);
    }
    digest.put("sequence", 5).put("records", 0).put("events", 0).put("keyId", by.id());
    digest.put("day", name.equals("horizon") ? null : name).put("recordsHash", "0".repeat(64));
    ObjectNode previous = digest.putObject("previous");
    previous.put("key", last).put("sha256", Hashes.hex(pristine.get(last)));
    previous.put("signature", Base64.getEncoder().encodeToString(pristine.get(last + ".sig")));
    members.forEach(digest::put);
    String key = "audit/digests/source=acme/00000005_" + name + ".json";
    byte[] bytes = JSON.writeValueAsBytes(digest);
    archive.put(key, bytes);
    archive.put(key + ".sig", by.sign(bytes));
  }

  @Test
  void aSignedHorizonTellsExpiryFromDeletion() throws IOException {
    for (String kind : List.of("records", "parquet", "ids")) {
      keys(kind + "/source=acme/date=2026-03-01").forEach(archive::delete);
    }
    assertThat(archive.verify().intact()).isFalse();
    link(stranger(), "horizon", Map.of("horizon", "2026-03-02"));
    assertThat(archive.verify().findings())
        .extracting(finding -> finding.kind() + " " + finding.object())
        .contains("REMOVED " + keys("records/").get(0))
        .doesNotContain("EXPIRED 2026-03-01");
    link(archive.key, "horizon", Map.of("horizon", "2026-03-02"));
    Verdict verdict = archive.verify();
    assertThat(verdict.intact()).as(verdict.findings().toString()).isTrue();
    assertThat(verdict.findings())
        .extracting(finding -> finding.kind() + " " + finding.object())
        .contains("EXPIRED 2026-03-01");
    archive.delete(keys("records/source=acme/date=2026-03-02").get(0));
    assertThat(archive.verify().intact()).isFalse();
  }

  @Test
  void whatNothingNamesIsNoDamage() throws IOException {
    String orphan = "audit/records/source=acme/date=2026-03-01/x-0-0123456789abcdef.jsonl.gz";
    archive.put(orphan, new byte[] {1});
    Verdict verdict = archive.verify();
    assertThat(verdict.intact()).isTrue();
    assertThat(verdict.complete()).isTrue();
    assertThat(verdict.findings())
        .extracting(finding -> finding.kind() + " " + finding.object())
        .containsExactly("ORPHAN " + orphan);
  }

  @Test
  void whatLiesInAnArchivedClassIsNoDamage() throws IOException {
    String away = keys("records/").get(0);
    Verdict verdict = archive.verify(new Away(new FolderCopy(archive.s3.objects()), away), ALL);
    assertThat(verdict.intact()).isTrue();
    assertThat(verdict.complete()).isFalse();
    assertThat(verdict.findings())
        .extracting(finding -> finding.kind() + " " + finding.object())
        .containsExactly("ARCHIVED_CLASS " + away);
  }

  /** A bucket that has one object in another storage class, which no test server has. */
  private record Away(ArchiveCopy copy, String key) implements ArchiveCopy {
    @Override
    public List<Stored> list(String begin) throws IOException {
      return copy.list(begin).stream()
          .map(one -> new Stored(one.key(), one.bytes(), one.key().equals(key)))
          .toList();
    }

    @Override
    public List<String> folders(String begin) throws IOException {
      return copy.folders(begin);
    }

    @Override
    public InputStream open(String name) throws IOException {
      assertThat(name).isNotEqualTo(key);
      return copy.open(name);
    }

    @Override
    public Path file(String name, Path to) throws IOException {
      return copy.file(name, to);
    }
  }

  @Test
  void aManifestThatAwaitsItsDigestIsNoDamage() throws IOException {
    keys("digests/source=acme/00000004").forEach(archive::delete);
    keys("parquet/source=acme/date=2026-03-01").stream()
        .filter(key -> key.contains("/1-0-"))
        .forEach(archive::delete);
    Verdict verdict =
        new Verifier(Optional.of(PublicKeys.read(archive.keys)), List.of())
            .verify(new FolderCopy(archive.s3.objects()), Auditee.PREFIX, "acme", ALL, done -> {});
    assertThat(verdict.intact()).as(verdict.findings().toString()).isTrue();
    assertThat(verdict.findings())
        .extracting(finding -> finding.kind() + " " + finding.object())
        .contains("NOT_SEALED 2026-03-01");
  }
}
