package org.auditcaravan.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.auditcaravan.verify.Auditee.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.archive.ManifestSignature;
import org.auditcaravan.archive.Upload;
import org.auditcaravan.journal.Act;
import org.auditcaravan.seal.Day;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.verify.Finding.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Days that are open, or are just being closed, raise no false alarm, and hide no attack. */
class OpenDaysIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Span ALL = new Span(Optional.empty(), Optional.empty());
  private static final String FIRST = "2026-03-01";

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
  void open() throws Exception {
    archive = new Auditee(s3, folder, null);
  }

  @AfterEach
  void empty() {
    archive.close();
    s3.keys("").forEach(archive::delete);
  }

  private void day(int day, int revision) throws IOException {
    String date = "2026-03-0" + day;
    String next = "2026-03-0" + (day + 1);
    archive.window(
        date + "T00:00:00Z",
        next + "T00:00:00Z",
        revision,
        List.of(record("r" + day + revision, date + "T01:00:00.000Z", "ann", "Queue", "q", "n")));
  }

  private Verdict verify() throws IOException {
    return verify(new FolderCopy(s3.objects()));
  }

  private Verdict verify(ArchiveCopy copy) throws IOException {
    return new Verifier(Optional.of(PublicKeys.read(archive.keys)), List.of())
        .verify(copy, Auditee.PREFIX, "acme", ALL, done -> {});
  }

  private static List<String> said(Verdict verdict) {
    return verdict.findings().stream()
        .map(finding -> finding.kind() + " " + finding.object())
        .toList();
  }

  @Test
  void whatLiesThereBeforeItsDigestIsNoDamage() throws Exception {
    day(1, 0);
    archive.known();
    List<Upload> uploads = archive.sealer.begin(new Day("acme", LocalDate.parse(FIRST))).uploads();
    for (Upload upload : uploads.subList(0, uploads.size() - 1)) {
      archive.put(upload.key(), Files.readAllBytes(upload.file().toPath()));
      Verdict verdict = verify();
      assertThat(verdict.intact()).as(verdict.findings().toString()).isTrue();
      assertThat(verdict.complete()).isFalse();
      assertThat(said(verdict)).contains("NOT_SEALED " + uploads.get(0).key());
    }
    archive.close(FIRST);
    assertThat(said(verify())).containsExactly("NOT_ANCHORED acme");
  }

  @Test
  void aParquetFileThatNoDigestCanNameIsDamage() throws Exception {
    day(1, 0);
    archive.known();
    String parquet = "audit/parquet/source=acme/date=" + FIRST + "/";
    String forged = parquet + "0-0-0123456789abcdef.parquet";
    archive.put(forged, new byte[] {1});
    assertThat(said(verify())).contains("ADDED " + forged);
    archive.delete(forged);
    archive.close(FIRST);
    byte[] bytes = s3.get(s3.keys(parquet).get(0));
    String next = s3.keys(parquet).get(0).replace("/0-0-", "/1-0-");
    archive.put(next, bytes);
    assertThat(said(verify())).contains("ADDED " + next);
    day(1, 1);
    assertThat(said(verify())).contains("NOT_SEALED " + next);
    archive.known();
    archive.close(FIRST);
    assertThat(said(verify())).contains("ADDED " + next);
  }

  @Test
  void whatAClosingLeftThatWasGivenUpIsAnOrphanAsTheJournalSays() throws Exception {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 1100; i++) {
      records.add(record("r" + i, FIRST + "T01:00:00.000Z", "ann", "Queue", "q", "n"));
    }
    archive.window(FIRST + "T00:00:00Z", "2026-03-02T00:00:00Z", 0, records);
    archive.known();
    // A process with other settings put one of its files, and was killed.
    Upload left = archive.sealer(1).begin(new Day("acme", LocalDate.parse(FIRST))).uploads().get(0);
    byte[] bytes = Files.readAllBytes(left.file().toPath());
    archive.put(left.key(), bytes);
    archive.close(FIRST);
    Verdict verdict = verify();
    assertThat(said(verdict)).containsExactly("NOT_ANCHORED acme", "ORPHAN " + left.key());
    assertThat(verdict.complete()).isTrue();
    bytes[100] ^= 1;
    archive.put(left.key(), bytes);
    assertThat(said(verify())).contains("ADDED " + left.key());
  }

  @Test
  void whatIsOlderThanTheKeysIsNoDamageUntilASignatureVouchesForIt() throws Exception {
    archive.signing = false;
    day(1, 0);
    day(2, 0);
    validFrom("2026-03-20T00:00:00Z");
    assertThat(said(verify()))
        .contains("BEFORE_KEYS " + manifest(1), "BEFORE_KEYS " + manifest(2))
        .allSatisfy(finding -> assertThat(finding).doesNotContain("ADDED"));
    assertThat(verify().intact()).isTrue();
    assertThat(verify().complete()).isFalse();
    validFrom("2026-01-01T00:00:00Z");
    assertThat(said(verify())).contains("ADDED " + manifest(1), "ADDED " + manifest(2));
    archive.signing = true;
    day(3, 0);
    assertThat(verify().intact()).isTrue();
    assertThat(said(verify())).noneMatch(finding -> finding.contains("BEFORE_KEYS"));
  }

  @Test
  void aSignatureThatIsTakenOutIsMissed() throws Exception {
    day(1, 0);
    day(2, 0);
    archive.known();
    archive.close(FIRST);
    validFrom("2026-03-12T00:00:00Z");
    byte[] sealed = s3.get(manifest(1));
    archive.put(manifest(1), ManifestSignature.of(sealed).orElseThrow().signed());
    assertThat(said(verify())).contains("MANIFEST_REPLACED " + manifest(1));
    archive.put(manifest(1), sealed);
    assertThat(verify().intact()).isTrue();
    ObjectNode open = (ObjectNode) JSON.readTree(s3.get(manifest(2)));
    open.put("createdAt", "2026-03-11T00:00:00Z").putNull("signature");
    archive.put(manifest(2), JSON.writeValueAsBytes(open));
    assertThat(said(verify())).contains("ADDED " + manifest(2));
  }

  @Test
  void aLinkThatIsOlderThanTheKeysIsNoDamageUnlessASignedOneIsBeforeIt() throws Exception {
    day(1, 0);
    archive.known();
    archive.close(FIRST);
    String link = s3.keys("audit/digests").get(0);
    byte[] signed = s3.get(link);
    ObjectNode digest = (ObjectNode) JSON.readTree(signed);
    archive.put(link, JSON.writeValueAsBytes(digest.putNull("keyId")));
    archive.delete(link + ".sig");
    assertThat(said(verify())).contains("UNSIGNED " + link);
    validFrom("2026-05-01T00:00:00Z");
    assertThat(said(verify())).contains("BEFORE_KEYS " + link).doesNotContain("UNSIGNED " + link);
    archive.put(link, JSON.writeValueAsBytes(digest.put("sealedAt", "2026-03-01T12:00:00Z")));
    assertThat(said(verify())).contains("UNSIGNED " + link);
  }

  @Test
  void whatIsCommittedWhileManifestsAreListedIsNoDamage() throws Exception {
    day(2, 0);
    day(1, 0);
    day(3, 0);
    MapCopy all = MapCopy.of(s3.objects());
    // The first listing passed the first day before its manifest came.
    assertThat(verify(new Listed(all, new ArrayList<>(), manifest(1))).intact()).isTrue();
    // The second one passed it, too, and saw what came behind it.
    MapCopy hole = all.copy();
    hole.objects().remove(manifest(1));
    assertThat(verify(new Listed(hole, new ArrayList<>(), manifest(3))).intact()).isTrue();
    assertThat(verify(hole).intact()).isFalse();
  }

  /** A bucket whose first listing of manifests lacks one. */
  private record Listed(ArchiveCopy copy, List<String> listings, String late)
      implements ArchiveCopy {
    @Override
    public List<Stored> list(String begin) throws IOException {
      boolean first = !listings.contains(begin);
      listings.add(begin);
      return copy.list(begin).stream()
          .filter(object -> !first || !object.key().equals(late))
          .toList();
    }

    @Override
    public List<String> folders(String begin) throws IOException {
      return copy.folders(begin);
    }

    @Override
    public InputStream open(String key) throws IOException {
      return copy.open(key);
    }

    @Override
    public Path file(String key, Path to) throws IOException {
      return copy.file(key, to);
    }
  }

  @Test
  void whatCannotBeReadIsNoDamageAndIsSaid() throws Exception {
    day(1, 0);
    day(2, 0);
    archive.known();
    archive.close(FIRST);
    archive.close("2026-03-02");
    List<String> keys = new ArrayList<>(s3.keys("audit/digests"));
    archive.journal.keep(new Act.Closed("acme", archive.now, archive.now, archive.now));
    for (String kind : List.of("manifests", "records", "ids", "parquet", "journal")) {
      keys.add(s3.keys("audit/" + kind).get(0));
    }
    for (String key : keys) {
      Verdict verdict = verify(new Refusing(new FolderCopy(s3.objects()), key));
      assertThat(said(verdict)).contains("UNREADABLE " + key);
      assertThat(verdict.intact()).as(verdict.findings().toString()).isTrue();
      assertThat(verdict.complete()).isFalse();
    }
  }

  /** A bucket that does not hand one object out. */
  private record Refusing(ArchiveCopy copy, String key) implements ArchiveCopy {
    @Override
    public List<Stored> list(String begin) throws IOException {
      return copy.list(begin);
    }

    @Override
    public List<String> folders(String begin) throws IOException {
      return copy.folders(begin);
    }

    @Override
    public InputStream open(String name) throws IOException {
      if (name.equals(key)) {
        throw new IOException("503 Slow Down");
      }
      return copy.open(name);
    }

    @Override
    public Path file(String name, Path to) throws IOException {
      open(name).close();
      return copy.file(name, to);
    }
  }

  private void validFrom(String instant) throws IOException {
    Path own = archive.keys.resolve("own.pem");
    String pem = Files.readString(own).replaceFirst("(?s).*?(?=-----BEGIN)", "");
    Files.writeString(own, "valid-from: " + instant + "\n" + pem);
  }

  private static String manifest(int day) {
    return s3.keys("audit/manifests/source=acme/date=2026-03-%02d".formatted(day)).get(0);
  }

  @Test
  void aRevokedKeysManifestsAreTrustedOnceALaterOneVouchesForThem() throws Exception {
    day(1, 0);
    Path own = archive.keys.resolve("own.pem");
    Files.writeString(own, "revoked: 2026-04-01T00:00:00Z\n" + Files.readString(own));
    assertThat(said(verify())).contains(Kind.KEY_REVOKED + " " + manifest(1));
  }
}
