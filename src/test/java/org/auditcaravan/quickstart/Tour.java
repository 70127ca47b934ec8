package org.auditcaravan.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.SearchServer;

/** Shows what a run has left in the bucket and in the index. */
final class Tour {
  private final S3Server s3;
  private final String prefix;
  private final SearchServer engine;
  private final String index;
  private final Steps steps;

  Tour(S3Server s3, String prefix, SearchServer engine, String index, Steps steps) {
    this.s3 = s3;
    this.prefix = prefix;
    this.engine = engine;
    this.index = index;
    this.steps = steps;
  }

  /** Some keys of the bucket: the first of each kind and source. */
  void bucket() {
    List<String> keys = s3.keys(prefix + "/");
    steps.show(
        "%d objects in the bucket %s of %s".formatted(keys.size(), s3.bucket(), s3.endpoint()),
        keys.stream()
                .collect(Collectors.toMap(Tour::kind, key -> key, (first, next) -> first))
                .values()
                .stream()
                .sorted()
                .collect(Collectors.joining("\n"))
            + "\nas files: "
            + s3.objects());
  }

  private static String kind(String key) {
    return key.replaceFirst("/date=.*", "");
  }

  /** The first record of a source that has both a previous and a new value, or else any. */
  void record(ArchiveReader archive, String source) {
    AtomicReference<JsonNode> sample = new AtomicReference<>();
    archive.records(
        source,
        record -> {
          if (sample.get() == null || (!changed(sample.get()) && changed(record))) {
            sample.set(record);
          }
        });
    try {
      steps.show(
          "One record of the archive",
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(sample.get()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record cannot be shown.", e);
    }
  }

  private static boolean changed(JsonNode record) {
    return record.hasNonNull("previousValue") && record.hasNonNull("newValue");
  }

  /** The indices behind the alias, and a query to try. */
  void index(String source) {
    String indices =
        engine.ask("GET", "/_alias/" + index, null).properties().stream()
            .map(Map.Entry::getKey)
            .sorted()
            .collect(Collectors.joining(", "));
    steps.show(
        "%d documents in the index %s".formatted(engine.count(index), indices),
        "curl '%s/%s/_search?q=source:%s&size=1&pretty'".formatted(engine.url(), index, source));
  }
}
