package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
  private static Optional<Retention> of(String retain) {
    return Retention.of(TestSources.config(Map.of("archive.retain", retain)).archive());
  }

  @ParameterizedTest
  @CsvSource({
    "pci-dss, 2025-11-21",
    "HIPAA, 2020-11-21",
    "sox, 2019-11-21",
    "P400D, 2025-10-17",
    "p1y6m, 2025-05-21"
  })
  void saysWhichDaysAreKept(String retain, LocalDate first) {
    assertThat(of(retain).orElseThrow().firstKept(LocalDate.parse("2026-11-21"))).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gdpr", "P0D", "P-1Y", "PT24H", "7"})
  void whatIsNoRetentionIsRefused(String retain) {
    assertThatThrownBy(() -> of(retain))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.archive.retain=" + retain);
  }

  @Test
  void withoutOneAllIsKept() {
    assertThat(Retention.of(TestSources.config(Map.of()).archive())).isEmpty();
  }
}
