package org.auditcaravan.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.auditcaravan.config.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code validate --page}: a mapping tried out on a saved page. */
class DryRunTest {
  @TempDir Path folder;
  private final Normalizer normalizer = new Normalizer();
  private final List<String> records = new ArrayList<>();

  private DryRun.Made run(String page) throws Exception {
    Path file = Files.writeString(folder.resolve("page.json"), page);
    return new DryRun(normalizer)
        .of(
            Samples.acme(Samples.AUDITS),
            file,
            line -> records.add(new String(line, StandardCharsets.UTF_8)));
  }

  @Test
  void showsTheRecordsThatTheMappingMakes() throws Exception {
    DryRun.Made made =
        run(
            "{\"entities\":[{\"id\":\"a\",\"eventDate\":\"2026-11-20T10:00:00Z\",\"action\":\"Update\","
                + "\"entityType\":\"Queue\",\"propertyChanges\":["
                + "{\"property\":\"x\",\"oldValues\":[\"1\"],\"newValues\":[\"2\"]},"
                + "{\"property\":\"y\",\"oldValues\":[],\"newValues\":[\"3\"]}]}]}");
    assertThat(made).isEqualTo(new DryRun.Made(1, 2, 0, 0, 0));
    assertThat(made.complete()).isTrue();
    assertThat(records)
        .hasSize(2)
        .allMatch(record -> record.contains("\"recordId\":\"acme:a:"))
        .anyMatch(record -> record.contains("\"configurationKey\":\"y\""));
  }

  @Test
  void countsWhatIsNoEventOrHasNoTime() throws Exception {
    DryRun.Made made = run("{\"entities\":[7,{\"id\":\"a\",\"somethingNew\":1}]}");
    assertThat(made).isEqualTo(new DryRun.Made(1, 1, 0, 1, 1));
    assertThat(made.complete()).isFalse();
    assertThat(normalizer.unknowns(Samples.acme(Samples.AUDITS)).members())
        .containsEntry("somethingNew", 1L);
    assertThat(normalizer.unknowns(Samples.acme(Samples.AUDITS)).values()).isEmpty();
  }

  @Test
  void countsWhatTheVendorHasNewAndCanRaiseAnAlarm() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Metrics.addRegistry(registry);
    try {
      run(
          "{\"entities\":[{\"id\":\"a\",\"eventDate\":\"2026-11-20T10:00:00Z\",\"level\":\"ROBOT\","
              + "\"status\":\"SUCCESS\",\"entityType\":\"DryRunSpline\",\"driftedMember\":1}]}");
      assertThat(normalizer.unknowns(Samples.acme(Samples.AUDITS)).values())
          .containsExactly(Map.entry("level=ROBOT", 1L));
      for (String name : List.of("level=ROBOT", "DryRunSpline", "driftedMember")) {
        assertThat(registry.get("audit.unknown").tag("name", name).functionCounter().count())
            .as(name)
            .isPositive();
      }
    } finally {
      Metrics.removeRegistry(registry);
    }
  }

  @Test
  void saysInOneSentenceWhatIsNoPage() {
    assertThatThrownBy(() -> run("<html>"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("is no page of genesys-audits");
  }
}
