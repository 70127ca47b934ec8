package org.auditcaravan.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each alert says how bad it is, since when, and what is to be done. */
class AlertsTest {
  private static final Path ALERTS = Path.of("k8s/monitoring/alerts.yaml");
  private static final Path PLAYED = Path.of("k8s/monitoring/alerts.test.yaml");
  private static final String RUNBOOK = "src/docs/runbook.md";

  @Test
  void eachHasASeverityADurationAndASummary() throws IOException {
    assertThat(alerts().values())
        .allSatisfy(
            alert -> {
              assertThat(alert.at("/labels/severity").asText())
                  .isIn("critical", "warning", "info", "none");
              assertThat(alert.path("for").asText()).matches("\\d+[mhd]");
              assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
              assertThat(alert.path("expr").asText()).isNotBlank();
            });
  }

  @Test
  void eachLeadsToItsSectionOfTheRunbook() throws IOException {
    Map<String, String> sections = sections();
    assertThat(sections).containsOnlyKeys(alerts().keySet());
    assertThat(sections.values())
        .allSatisfy(
            section ->
                assertThat(section)
                    .containsSubsequence(
                        "- **Meaning**:",
                        "- **First command**:",
                        "- **Decision**:",
                        "- **Never**:"));
    alerts()
        .forEach(
            (name, alert) ->
                assertThat(alert.at("/annotations/runbook").asText())
                    .isEqualTo(RUNBOOK + "#" + name.toLowerCase()));
  }

  @Test
  void eachHasACaseInWhichItFiresAndIsSilentInAHealthyRun() throws IOException {
    List<String> fires = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (JsonNode play : new YAMLMapper().readTree(PLAYED.toFile()).path("tests")) {
      for (JsonNode check : play.path("alert_rule_test")) {
        (check.path("exp_alerts").isEmpty() ? silent : fires).add(check.path("alertname").asText());
      }
    }
    assertThat(fires).containsExactlyInAnyOrderElementsOf(alerts().keySet());
    TreeSet<String> meant = new TreeSet<>(alerts().keySet());
    meant.remove("AuditCaravanWatchdog");
    assertThat(silent).containsExactlyInAnyOrderElementsOf(meant);
  }

  private static Map<String, JsonNode> alerts() throws IOException {
    Map<String, JsonNode> alerts = new TreeMap<>();
    JsonNode groups = new YAMLMapper().readTree(ALERTS.toFile()).path("groups");
    groups.forEach(
        group -> group.path("rules").forEach(r -> alerts.put(r.path("alert").asText(), r)));
    assertThat(alerts).hasSizeGreaterThan(15);
    return alerts;
  }

  private static Map<String, String> sections() throws IOException {
    Map<String, String> sections = new TreeMap<>();
    String[] parts = Files.readString(Path.of(RUNBOOK)).split("(?m)^## ");
    for (int i = 1; i < parts.length; i++) {
      String[] both = parts[i].split("\n", 2);
      sections.put(both[0].strip(), both[1]);
    }
    return sections;
  }
}
