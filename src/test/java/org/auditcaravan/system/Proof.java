package org.auditcaravan.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.SearchServer;

/** What a run has left behind, against what the simulator made. */
final class Proof {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> OUTCOMES =
      List.of("delivered", "duplicates", "outside", "excluded", "deadLetters");

  private final S3Server s3;
  private final ArchiveReader archive;
  private final Truths truths;

  /** The SHA-256 of each archived line, by record id. */
  private final Map<String, String> lines = new HashMap<>();

  private final Map<String, Integer> records = new TreeMap<>();
  private final Map<String, Long> books = new TreeMap<>();
  private int events;
  private int manifests;

  /** What a faultless reader would have. */
  interface Truths {
    /** The SHA-256 of each event that the source asks for, as its api serves it, by id. */
    Map<String, String> of(String source) throws IOException;
  }

  Proof(S3Server s3, String prefix, Truths truths) {
    this.s3 = s3;
    this.archive = new ArchiveReader(s3, prefix);
    this.truths = truths;
  }

  /** The archive has every event once, as it was served, and its manifests are one chain. */
  void archived(String source) throws IOException {
    chained(source);
    Map<String, String> truth = truths.of(source);
    Map<String, Integer> expected = new HashMap<>();
    Map<String, Integer> found = new HashMap<>();
    List<String> altered = new ArrayList<>();
    int before = lines.size();
    int[] count = new int[1];
    archive.lines(
        source,
        line -> {
          JsonNode record = record(line);
          String id = record.path("auditId").asText();
          count[0]++;
          found.merge(id, 1, Integer::sum);
          expected.put(id, Math.max(1, record.path("changeCount").asInt()));
          lines.put(record.path("recordId").asText(), Raw.sha256(line));
          Raw.structures(
              line,
              "rawPayload",
              1,
              raw -> {
                String sha256 = Raw.sha256(raw);
                boolean same =
                    sha256.equals(truth.get(id))
                        && sha256.equals(record.path("rawSha256").asText());
                if (!same) {
                  altered.add(id);
                }
              });
        });
    assertThat(found.keySet())
        .as("%s: events in the archive", source)
        .containsExactlyInAnyOrderElementsOf(truth.keySet());
    assertThat(found).as("%s: records of each event", source).isEqualTo(expected);
    assertThat(lines.size() - before).as("%s: different record ids", source).isEqualTo(count[0]);
    assertThat(altered).as("%s: events that are not as they were served", source).isEmpty();
    events += truth.size();
    records.put(source, count[0]);
  }

  private static JsonNode record(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("The archive has a line that is not JSON: " + line, e);
    }
  }

  private void chained(String source) throws IOException {
    Map<Long, byte[]> chain = new TreeMap<>();
    for (String key : archive.manifests(source)) {
      byte[] bytes = s3.get(key);
      chain.put(JSON.readTree(bytes).path("sequence").asLong(), bytes);
    }
    assertThat(chain).as("%s: sequence numbers", source).hasSize(archive.manifests(source).size());
    String previous = null;
    long sequence = 0;
    for (Map.Entry<Long, byte[]> link : chain.entrySet()) {
      JsonNode manifest = JSON.readTree(link.getValue());
      assertThat(link.getKey()).as("%s: sequence number", source).isEqualTo(++sequence);
      assertThat(manifest.path("previousSha256").textValue())
          .as("%s: previousSha256 of manifest %d", source, sequence)
          .isEqualTo(previous);
      balanced(manifest);
      previous = Raw.sha256(link.getValue());
      if (manifest.path("revision").asInt() > 0) {
        books.merge("late", manifest.path("events").path("delivered").asLong(), Long::sum);
      }
    }
    manifests += chain.size();
  }

  private void balanced(JsonNode manifest) throws IOException {
    for (String of : List.of("events", "records")) {
      JsonNode tally = manifest.path(of);
      long sum = OUTCOMES.stream().mapToLong(outcome -> tally.path(outcome).asLong()).sum();
      assertThat(tally.path("received").asLong()).as("the books of %s", manifest).isEqualTo(sum);
      long parts = 0;
      for (JsonNode part : manifest.path("parts")) {
        parts += part.path(of).asLong();
      }
      assertThat(tally.path("delivered").asLong()).as("the parts of %s", manifest).isEqualTo(parts);
    }
    for (String outcome : OUTCOMES) {
      books.merge(outcome, manifest.path("events").path(outcome).asLong(), Long::sum);
    }
    for (JsonNode part : manifest.path("parts")) {
      assertThat(Raw.sha256(s3.get(part.path("key").asText())))
          .as("the SHA-256 of %s", part.path("key"))
          .isEqualTo(part.path("sha256").asText());
    }
  }

  /** The index has each archived record once, byte for byte. */
  void indexed(SearchServer engine, String index) {
    indexed(engine, index, Set.of());
  }

  /** The index has each archived record once, byte for byte, but for those that it refused. */
  void indexed(SearchServer engine, String index, Set<String> refused) {
    assertThat(lines.keySet()).as("records that were refused").containsAll(refused);
    lines.keySet().removeAll(refused);
    engine.refresh(index);
    Map<String, String> documents = new HashMap<>();
    int[] count = new int[1];
    engine.pages(
        index,
        page ->
            Raw.structures(
                page,
                "_source",
                4,
                document -> {
                  count[0]++;
                  documents.put(record(document).path("recordId").asText(), Raw.sha256(document));
                }));
    assertThat(count[0]).as("documents in the index").isEqualTo(lines.size());
    assertThat(engine.count(index)).as("documents that the engine counts").isEqualTo(lines.size());
    List<String> different =
        lines.entrySet().stream()
            .filter(line -> !line.getValue().equals(documents.get(line.getKey())))
            .map(Map.Entry::getKey)
            .sorted(Comparator.naturalOrder())
            .limit(10)
            .toList();
    assertThat(different).as("records that are not indexed as they are archived").isEmpty();
  }

  int events() {
    return events;
  }

  @Override
  public String toString() {
    return "%d events, %d records %s, %d manifests; books of the archive: %s"
        .formatted(events, lines.size(), records, manifests, books);
  }
}
