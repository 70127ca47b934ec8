package org.auditcaravan.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.AuditConfig.ElasticsearchConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.doctor.Http;

/** The months of the index, each an index of its own behind the alias. */
@Singleton
public final class Months {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How many documents there are, and of which source; far more sources than anybody has. */
  private static final byte[] COUNT =
      ("{\"size\":0,\"track_total_hits\":true,"
              + "\"aggs\":{\"sources\":{\"terms\":{\"field\":\"source\",\"size\":10000}}}}")
          .getBytes(StandardCharsets.UTF_8);

  private final ElasticsearchConfig config;
  private final Http http = new Http();

  @Inject
  public Months(AuditConfig config) {
    this.config = config.sinks().elasticsearch();
  }

  /** The name of a month's index. */
  public static String name(String alias, YearMonth month) {
    return "%s-%04d.%02d".formatted(alias, month.getYear(), month.getMonthValue());
  }

  /**
   * How many documents a month holds, by source; those without one stand under the empty name.
   *
   * @throws Fault when there is no such index, or the engine does not say
   */
  public Map<String, Long> documents(String alias, YearMonth month) throws IOException {
    String name = name(alias, month);
    JsonNode answer = ask("POST", name, "/_search", COUNT);
    Map<String, Long> documents = new TreeMap<>();
    long left = answer.at("/hits/total/value").asLong();
    for (JsonNode bucket : answer.at("/aggregations/sources/buckets")) {
      documents.put(bucket.path("key").asText(), bucket.path("doc_count").asLong());
      left -= bucket.path("doc_count").asLong();
    }
    if (left != 0) {
      documents.put("", left);
    }
    return documents;
  }

  /**
   * Takes a month away.
   *
   * @throws Fault when the engine refuses
   */
  public void drop(String alias, YearMonth month) throws IOException {
    ask("DELETE", name(alias, month), "", new byte[0]);
  }

  private JsonNode ask(String method, String name, String what, byte[] body) throws IOException {
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
    Credentials.header(config).ifPresent(value -> headers.put("Authorization", value));
    String root =
        config.url().orElse(URI.create("http://localhost:9200")).toString().replaceFirst("/$", "");
    HttpResponse<String> answer =
        http.send(method, URI.create(root + "/" + name + what), headers, body);
    if (answer.statusCode() == 404) {
      throw new Fault("there is no index " + name + ": correct --month or --index");
    }
    if (answer.statusCode() / 100 != 2) {
      throw new Fault(
          "the search engine answers "
              + answer.statusCode()
              + " about the index "
              + name
              + ": see what the account of audit.sinks.elasticsearch may do");
    }
    return JSON.readTree(answer.body());
  }
}
