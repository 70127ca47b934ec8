package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.journal.Act;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Processes that meet in a place of the journal, where the bucket takes the puts of all of them.
 */
class JournalPlacesTest {
  private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
  private static final String FIRST = "audit/journal/source=acme/00000001.json";
  private static final String SECOND = "audit/journal/source=acme/00000002.json";

  private final VersionedBucket bucket = new VersionedBucket();
  private final AuditConfig config =
      TestSources.config(
          Map.of(
              "sinks.s3.bucket", "archive",
              "sources.acme.api", "genesys-audits",
              "sources.acme.region", "eu-central-1",
              "sources.acme.client-id", "id"));
  private final ArchivePlaces places = new ArchivePlaces(config);
  private final S3Clients clients =
      new S3Clients(config, places, InstantSource.system()) {
        @Override
        public S3Client of(ArchivePlace place) {
          return bucket;
        }
      };

  /** A process to which something happens when it finds a place free, before it puts. */
  private JournalObjects process(Runnable between) {
    ArchiveReader reader =
        new ArchiveReader(places, clients) {
          @Override
          Optional<byte[]> bytes(ArchivePlace place, String key) {
            Optional<byte[]> found = super.bytes(place, key);
            if (found.isEmpty() && key.equals(FIRST)) {
              between.run();
            }
            return found;
          }
        };
    return new JournalObjects(new Sources(config), places, clients, reader, Optional.empty());
  }

  private static Act.Outage act(String sentence) {
    return new Act.Outage("acme", NOON, NOON, NOON, "index", sentence);
  }

  private static String sentence(byte[] bytes) throws IOException {
    return ((Act.Outage) JournalEntry.read(FIRST, bytes).act()).sentence();
  }

  @Test
  void whoComesSecondGivesThePlaceBackAndGoesOnBehindIt() throws IOException {
    JournalObjects quick = process(() -> {});
    process(() -> quick.keep(act("quick"))).keep(act("slow"));
    List<byte[]> place = bucket.versions.get(FIRST);
    assertThat(place).hasSize(3);
    assertThat(place.get(2)).isEqualTo(place.get(0));
    assertThat(sentence(place.get(0))).isEqualTo("quick");
    byte[] behind = bucket.versions.get(SECOND).get(0);
    assertThat(sentence(behind)).isEqualTo("slow");
    assertThat(JournalEntry.read(SECOND, behind).previousSha256())
        .isEqualTo(Hashes.hex(place.get(0)));
  }

  @Test
  void whoReadsAPlaceBeforeItIsGivenBackFollowsOnTheFirst() throws IOException {
    byte[] first = JournalEntry.bytes(act("first"), 1, null, Optional.empty());
    byte[] second = JournalEntry.bytes(act("second"), 1, null, Optional.empty());
    bucket.versions.put(FIRST, Arrays.asList(first, second));
    process(() -> {}).keep(act("third"));
    assertThat(JournalEntry.read(SECOND, bucket.versions.get(SECOND).get(0)).previousSha256())
        .isEqualTo(Hashes.hex(first));
  }

  @Test
  void whereVersionsAreNotToldNobodyAsksForThemAgain() {
    bucket.tells = false;
    JournalObjects journal = process(() -> {});
    journal.keep(act("one"));
    journal.keep(act("two"));
    assertThat(bucket.versions.keySet()).containsExactly(FIRST, SECOND);
    assertThat(bucket.asked).isEqualTo(1);
  }
}
