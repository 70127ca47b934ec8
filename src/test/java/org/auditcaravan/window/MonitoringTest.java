package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts and dashboard ask for metrics that exist, with labels that they have. The registry is the
 * one that Quarkus brings, which its makers have replaced.
 */
@SuppressWarnings("deprecation")
class MonitoringTest {
  private static final Path ALERTS = Path.of("k8s/monitoring/alerts.yaml");
  private static final Path DASHBOARD = Path.of("k8s/monitoring/dashboard.json");
  private static final String ACME = "acme";

  /** Of the kubelet, of kube-state-metrics and of Quarkus. */
  private static final Map<String, Set<String>> OF_OTHERS =
      Map.of(
          "kubelet_volume_stats_available_bytes", Set.of("persistentvolumeclaim", "namespace"),
          "kubelet_volume_stats_capacity_bytes", Set.of("persistentvolumeclaim", "namespace"),
          "kube_cronjob_status_last_successful_time", Set.of("cronjob", "namespace"),
          "kube_job_status_failed", Set.of("job_name", "namespace"),
          "jvm_memory_used_bytes", Set.of("area", "id"));

  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|ignoring) \\(([^)]*)\\)");
  private static final Pattern MATCHERS = Pattern.compile("\\{([^}]*)\\}");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*\\]");
  private static final Pattern METRIC = Pattern.compile("\\b[a-z]+(?:_[a-z0-9]+)+\\b");

  @TempDir Path folder;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @BeforeEach
  void countEverythingOnce() {
    Metrics.addRegistry(registry);
    Meters.answered(ACME, 200);
    Meters.waited(ACME, "quota", Duration.ofSeconds(1));
    Meters.renewed(ACME);
    Meters.leased(ACME);
    Meters.late(ACME, Duration.ofHours(1));
    Meters.reconciled(ACME, 1, 1, 1);
    Meters.counted(ACME, new Tally(), new Tally());
    new Gauges(
            registry,
            ledger(),
            new SourceClocks(() -> LedgerFixture.NOON),
            () -> LedgerFixture.NOON)
        .refresh();
  }

  @AfterEach
  void forget() {
    Metrics.removeRegistry(registry);
  }

  /** A source with something of everything that a ledger counts. */
  private Ledger ledger() {
    var dataSource = Database.H2.migrated(folder);
    Ledger ledger = new Ledger(dataSource);
    ledger.sources().register(ACME, "genesys-audits", LedgerFixture.NOON);
    Jdbi.create(dataSource)
        .useHandle(
            handle -> {
              handle.execute(
                  """
                  INSERT INTO windows (source, from_at, to_at, state, backfill, scope, scope_key,
                    purge_at, reason)
                  VALUES ('acme', 0, 3600000000, 'failed', FALSE, '', '', 7200000000, 'failed'),
                    ('acme', 3600000000, 7200000000, 'gap', FALSE, '', '', 7200000000, 'purged')
                  """);
              handle.execute(
                  """
                  INSERT INTO acknowledgements (source, from_at, to_at, reason, who, because,
                    acknowledged_at)
                  VALUES ('acme', 3600000000, 7200000000, 'purged', 'ann', 'so it is', 0)
                  """);
              handle.execute(
                  """
                  INSERT INTO deliveries (window_id, revision, sink, source, state, next_at)
                  SELECT id, 0, 'elasticsearch', source, 'owed', 0 FROM windows
                  """);
              handle.execute(
                  """
                  INSERT INTO dead_letters (fingerprint, source, sink, reason, message, payload,
                    first_at, last_at, attempts, state)
                  VALUES ('f', 'acme', 's3', 'unreadable', 'm', X'00', 0, 0, 1, 'open')
                  """);
              handle.execute(
                  "INSERT INTO notes (source, kind, sentence, noted_at) VALUES ('acme', 'drift',"
                      + " 's', 0)");
            });
    return ledger;
  }

  /** The labels of every metric, as they are scraped. */
  private Map<String, Set<String>> metrics() {
    Map<String, Set<String>> metrics = new TreeMap<>(OF_OTHERS);
    for (String line : registry.scrape().lines().filter(l -> !l.startsWith("#")).toList()) {
      String name = line.replaceAll("[{ ].*", "");
      Set<String> labels = new TreeSet<>();
      Pattern.compile("[{,](\\w+)=\"")
          .matcher(line)
          .results()
          .forEach(label -> labels.add(label.group(1)));
      metrics.computeIfAbsent(name, first -> new TreeSet<>()).addAll(labels);
    }
    return metrics;
  }

  @Test
  void everyExpressionAsksForMetricsThatExist() throws IOException {
    Map<String, Set<String>> metrics = metrics();
    assertThat(metrics).containsKey("audit_lag_seconds");
    for (String expression : expressions()) {
      List<String> used = names(expression);
      assertThat(metrics.keySet()).as(expression).containsAll(used);
      Set<String> known = new HashSet<>(Set.of("instance", "namespace", "job"));
      used.forEach(name -> known.addAll(metrics.get(name)));
      assertThat(known).as(expression).containsAll(labels(expression));
    }
  }

  @Test
  void theDashboardShowsEveryMetricOfOurs() throws IOException {
    Set<String> shown = new TreeSet<>();
    expressions().forEach(expression -> shown.addAll(names(expression)));
    Set<String> ours = new TreeSet<>(metrics().keySet());
    ours.removeIf(name -> !name.startsWith("audit_") || name.endsWith("_max"));
    assertThat(shown).containsAll(ours);
  }

  @Test
  void theReadmeListsEveryMetricOfOurs() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Set<String> ours = new TreeSet<>();
    metrics().keySet().stream()
        .filter(name -> name.startsWith("audit_"))
        .map(name -> name.replaceAll("_seconds_(?:sum|count|max)$", "_seconds"))
        .forEach(ours::add);
    assertThat(ours).allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
  }

  @Test
  void anExpressionsMetricsAndLabelsAreTold() {
    String expression =
        "sum by (source) (rate(audit_requests_total{status=\"a_b\"}[15m])) > 0 and on (kind) x_y";
    assertThat(names(expression)).containsExactly("audit_requests_total", "x_y");
    assertThat(labels(expression)).containsExactlyInAnyOrder("source", "status", "kind");
  }

  private static List<String> names(String expression) {
    String bare = RANGE.matcher(expression).replaceAll("");
    bare = GROUPING.matcher(TEXT.matcher(bare).replaceAll("")).replaceAll("");
    return METRIC
        .matcher(MATCHERS.matcher(bare).replaceAll(""))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private static Set<String> labels(String expression) {
    Set<String> labels = new HashSet<>();
    String bare = TEXT.matcher(expression).replaceAll("");
    Stream.concat(GROUPING.matcher(bare).results(), MATCHERS.matcher(bare).results())
        .flatMap(match -> Stream.of(match.group(1).split(",")))
        .map(label -> label.replaceAll("[=!~]+", "").strip())
        .filter(label -> !label.isEmpty())
        .forEach(labels::add);
    return labels;
  }

  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    JsonNode rules = new YAMLMapper().readTree(ALERTS.toFile());
    rules.findValues("expr").forEach(expr -> expressions.add(expr.asText()));
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    dashboard.findValues("expr").forEach(expr -> expressions.add(expr.asText()));
    assertThat(expressions).hasSizeGreaterThan(30);
    return expressions;
  }
}
