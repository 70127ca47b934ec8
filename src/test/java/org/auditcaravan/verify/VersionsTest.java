package org.auditcaravan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.verify.Finding.Kind;
import org.junit.jupiter.api.Test;

class VersionsTest {
  private static final String PART = "audit/records/source=acme/date=2026-03-01/a.jsonl.zst";
  private static final String MANIFEST = "audit/manifests/source=acme/date=2026-03-01/a.json";
  private static final Instant NOON = Instant.parse("2026-03-09T12:00:00Z");

  private final Store store = new Store();
  private final Findings findings = new Findings();

  @Test
  void aDeleteMarkerIsNamedAndTheOriginalUnderIt() {
    store.put(PART, "v1", "the part");
    store.mark(PART, "m1");
    findings.add(Kind.REMOVED, PART, "it is not there");
    explain("the part");
    assertThat(findings.sorted())
        .containsExactly(
            new Finding(
                Kind.DELETE_MARKER,
                PART,
                "a delete marker of 2026-03-09T12:00:02Z hides it; the original version v1 of"
                    + " 2026-03-09T12:00:01Z is still there"));
  }

  @Test
  void aNewerVersionIsNamedAndTheOriginalUnderIt() {
    store.put(PART, "v1", "the part");
    store.put(PART, "v2", "another");
    findings.add(Kind.CHANGED, PART, "its SHA-256 is ...");
    explain("the part");
    assertThat(findings.sorted())
        .singleElement()
        .matches(finding -> finding.kind() == Kind.NEWER_VERSION)
        .matches(finding -> finding.sentence().contains("the original version v1 of"));
  }

  @Test
  void anOriginalThatIsGoneForGoodIsNotPromised() {
    store.put(PART, "v2", "another");
    store.mark(PART, "m1");
    explain("the part");
    assertThat(findings.sorted())
        .singleElement()
        .matches(finding -> finding.sentence().endsWith("no version below is the original"));
  }

  @Test
  void aManifestThatNothingNamesIsHiddenAllTheSame() {
    store.put(MANIFEST, "v1", "the last of the chain");
    store.mark(MANIFEST, "m1");
    explain("the part");
    assertThat(findings.sorted())
        .singleElement()
        .matches(finding -> finding.object().equals(MANIFEST))
        .matches(finding -> finding.sentence().contains("its first version v1 of"));
  }

  @Test
  void anEntryOfTheJournalThatAnotherOneHidesIsNamed() {
    String entry = "audit/journal/source=acme/00000002.json";
    store.put(entry, "v1", "what was done");
    store.put(entry, "v2", "nothing");
    findings.add(Kind.CHANGED, entry, "it is not the entry that ...");
    String named = Hashes.hex("what was done".getBytes(StandardCharsets.UTF_8));
    versions().explain(List.of(), List.of(), Map.of(entry, named), day -> true);
    String last = "audit/journal/source=acme/00000003.json";
    store.put(last, "v1", "the last");
    store.mark(last, "m1");
    versions().explain(List.of(), List.of(), Map.of(entry, named), day -> true);
    assertThat(findings.sorted())
        .satisfiesExactly(
            hidden ->
                assertThat(hidden.kind() + hidden.sentence())
                    .startsWith("NEWER_VERSION")
                    .contains("the original version v1 of"),
            deleted -> assertThat(deleted.kind()).isEqualTo(Kind.DELETE_MARKER));
  }

  @Test
  void theSameBytesAgainAndOrphansThatWereClearedAwayAreNoDamage() {
    store.put(PART, "v1", "the part");
    store.put(PART, "v2", "the part");
    store.put(MANIFEST, "v1", "a manifest");
    store.put(MANIFEST, "v2", "a manifest");
    store.put(PART.replace("a.jsonl", "orphan.jsonl"), "v1", "an orphan");
    store.mark(PART.replace("a.jsonl", "orphan.jsonl"), "m1");
    explain("the part");
    assertThat(findings.sorted()).isEmpty();
  }

  @Test
  void whatWasLetGoIsNotMissed() {
    store.put(PART, "v1", "the part");
    store.mark(PART, "m1");
    versions().explain(List.of(expected("the part")), List.of(), Map.of(), LocalDate.MAX::isBefore);
    assertThat(findings.sorted()).isEmpty();
  }

  @Test
  void versionsThatMustNotBeSeenAreSaid() {
    store.refuses = true;
    explain("the part");
    assertThat(findings.sorted())
        .isNotEmpty()
        .allMatch(finding -> finding.kind() == Kind.NOT_CHECKED)
        .allMatch(finding -> finding.sentence().contains("allow s3:ListBucketVersions"));
  }

  private void explain(String part) {
    versions().explain(List.of(expected(part)), List.of(), Map.of(), day -> true);
  }

  private Versions versions() {
    return new Versions(store, "audit", "acme", findings);
  }

  private static Expected expected(String part) {
    String sha256 = Hashes.hex(part.getBytes(StandardCharsets.UTF_8));
    return new Expected(PART, sha256, -1, -1, null);
  }

  /** A bucket that keeps every version. */
  private static final class Store implements ArchiveCopy {
    private record Kept(Version version, byte[] bytes) {}

    private final List<Kept> kept = new ArrayList<>();
    private boolean refuses;

    void put(String key, String id, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      kept.add(0, new Kept(version(key, id, false, bytes.length, "tag of " + text), bytes));
    }

    void mark(String key, String id) {
      kept.add(0, new Kept(version(key, id, true, 0, null), new byte[0]));
    }

    private Version version(String key, String id, boolean marker, int bytes, String tag) {
      return new Version(key, id, marker, NOON.plusSeconds(kept.size() + 1), bytes, tag);
    }

    @Override
    public List<Version> versions(String begin) throws IOException {
      if (refuses) {
        throw new IOException("allow s3:ListBucketVersions");
      }
      return kept.stream().map(Kept::version).filter(one -> one.key().startsWith(begin)).toList();
    }

    @Override
    public InputStream open(Version version) {
      return kept.stream()
          .filter(one -> one.version().equals(version))
          .map(one -> new ByteArrayInputStream(one.bytes()))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public List<Stored> list(String begin) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> folders(String begin) {
      throw new UnsupportedOperationException();
    }

    @Override
    public InputStream open(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path file(String key, Path folder) {
      throw new UnsupportedOperationException();
    }
  }
}
