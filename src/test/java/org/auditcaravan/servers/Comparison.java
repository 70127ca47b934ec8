package org.auditcaravan.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the simulator made of one source, against what the archive and the index hold of it.
 *
 * @param source the source's name, which is also the simulated tenant's
 * @param made events that the simulator's truth file lists
 * @param archived different events in the archive
 * @param missing events that were made and are not archived
 * @param surplus events that are archived and were not made
 * @param altered archived records whose event differs from the bytes that were served
 * @param records records in the archive
 * @param repeated records that are archived more than once
 * @param documents documents in the index
 */
public record Comparison(
    String source,
    int made,
    int archived,
    int missing,
    int surplus,
    int altered,
    int records,
    int repeated,
    long documents) {

  /**
   * Reads the truth, the archive and the index, which must hold records of this source only once
   * refreshed.
   *
   * @param sha256 the member of a truth line with the hash of what this source's api serves: {@code
   *     sha256} or {@code auditlogSha256}
   */
  public static Comparison of(
      String source,
      Path truth,
      String sha256,
      ArchiveReader archive,
      SearchServer engine,
      String index) {
    Map<String, String> made = truth(truth, source, sha256);
    Set<String> events = new HashSet<>();
    Set<String> records = new HashSet<>();
    int[] count = new int[2];
    archive.records(
        source,
        record -> {
          String id = record.path("auditId").asText();
          events.add(id);
          records.add(record.path("recordId").asText());
          count[0]++;
          if (made.containsKey(id) && !made.get(id).equals(record.path("rawSha256").asText())) {
            count[1]++;
          }
        });
    return new Comparison(
        source,
        made.size(),
        events.size(),
        without(made.keySet(), events),
        without(events, made.keySet()),
        count[1],
        count[0],
        count[0] - records.size(),
        engine
            .ask(
                "POST",
                "/" + index + "/_count",
                "{\"query\":{\"term\":{\"source\":\"%s\"}}}".formatted(source))
            .path("count")
            .asLong());
  }

  /** Whether each event is archived once, as it was served, and each record indexed once. */
  public boolean holds() {
    return missing + surplus + altered + repeated == 0 && documents == records;
  }

  private static int without(Set<String> all, Set<String> some) {
    return (int) all.stream().filter(id -> !some.contains(id)).count();
  }

  private static Map<String, String> truth(Path file, String tenant, String sha256) {
    Map<String, String> made = new HashMap<>();
    try {
      ObjectMapper json = new ObjectMapper();
      for (String line : Files.readAllLines(file)) {
        JsonNode event = json.readTree(line);
        if (event.path("tenant").asText().equals(tenant)) {
          made.put(event.path("id").asText(), event.path(sha256).asText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The simulator's truth " + file + " cannot be read.", e);
    }
    return made;
  }

  /** Comparisons as a table for people. */
  public static String table(List<Comparison> comparisons) {
    String row = "%-10s %10s %10s %10s %10s %10s %10s %10s%n";
    StringBuilder table = new StringBuilder();
    table.append(
        row.formatted(
            "source",
            "simulated",
            "archived",
            "missing",
            "surplus",
            "altered",
            "records",
            "indexed"));
    for (Comparison c : comparisons) {
      table.append(
          row.formatted(
              c.source,
              c.made,
              c.archived,
              c.missing,
              c.surplus,
              c.altered,
              c.records,
              c.documents));
    }
    return table.toString();
  }
}
