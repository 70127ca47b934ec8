package org.auditcaravan.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key {@code start}: what can be wrong with it, each told in a sentence of its own. */
class BackfillStartTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static void check(String start) {
    AuditConfig config =
        TestSources.config(
            Map.of(
                "sources.acme.api", "genesys-audits",
                "sources.acme.region", "eu-central-1",
                "sources.acme.client-id", "client",
                "sources.acme.client-secret", "s3cret",
                "sources.acme.start", start));
    new SourceCheck(config, NOW).check(new Sources(config));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yesterday            | write it in RFC 3339",
        "2026-11-01           | write it in RFC 3339",
        "2026-11-01T00:00:00  | write it in RFC 3339 with an offset",
        "2026-02-30T00:00:00Z | names a day or a time that does not exist",
        "2026-11-01T25:00:00Z | names a day or a time that does not exist",
        "2026-11-21T12:00:01Z | lies in the future",
      })
  void isRefusedWithItsOwnSentence(String start, String says) {
    assertThatThrownBy(() -> check(start))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sources.acme.start=")
        .hasMessageContaining(says);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-01T00:00:00Z, 2026-11-01T00:00:00Z",
    "2026-11-01T00:00:00-05:00, 2026-11-01T05:00:00Z",
    "2026-11-01T00:00:00+05:30, 2026-10-31T18:30:00Z",
  })
  void takesAnyOffset(String start, Instant instant) {
    check(start);
    assertThat(TestSources.acme("genesys-audits", Map.of("start", start)).start())
        .contains(instant);
  }

  /** The realtime query reaches 14 days; older days are not dropped but asked asynchronously. */
  @Test
  void moreThanFourteenDaysAgoIsNoMistake() {
    check("2026-01-01T00:00:00Z");
  }
}
