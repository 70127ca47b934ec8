package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {
  @Test
  void whatIsNotConfiguredIsLeftToTheBucket() {
    assertThat(terms().none()).isTrue();
    assertThat(terms().headers(TestArchive.NOW)).isEmpty();
    assertThat(terms().name()).isEmpty();
  }

  @Test
  void sevenYearsAreSevenYears() {
    Terms terms =
        terms(
            "lock.mode", "governance",
            "lock.period", "P7Y",
            "encryption", "kms",
            "kms-key", "k-1",
            "storage-class", "standard_ia");
    assertThat(terms.headers(Instant.parse("2028-02-29T12:00:00.9Z")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "x-amz-object-lock-mode", "GOVERNANCE",
                "x-amz-object-lock-retain-until-date", "2035-02-28T12:00:00Z",
                "x-amz-server-side-encryption", "aws:kms",
                "x-amz-server-side-encryption-aws-kms-key-id", "k-1",
                "x-amz-storage-class", "STANDARD_IA"));
  }

  @Test
  void otherTermsAreTriedUnderAnotherKey() {
    String year = terms("lock.mode", "GOVERNANCE", "lock.period", "P1Y").name();
    assertThat(year).matches("-[0-9a-f]{16}");
    assertThat(terms("lock.mode", "GOVERNANCE", "lock.period", "P2Y").name()).isNotEqualTo(year);
    assertThat(terms("encryption", "s3").name()).isNotEqualTo(terms("encryption", "kms").name());
  }

  @Test
  void withoutAPeriodOfItsOwnALockHoldsAsLongAsDaysAreKept() {
    assertThat(terms("lock.mode", "GOVERNANCE", "retain", "sox").lock().orElseThrow())
        .hasToString("GOVERNANCE for P7Y");
    assertThat(
            terms("lock.mode", "GOVERNANCE", "lock.period", "P1D", "retain", "sox")
                .lock()
                .orElseThrow())
        .hasToString("GOVERNANCE for P1D");
    assertThat(terms("retain", "sox").lock()).isEmpty();
  }

  @Test
  void complianceIsTakenOnlyWhenConfirmed() {
    assertThatThrownBy(() -> terms("lock.mode", "COMPLIANCE", "lock.period", "P1D"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.archive.lock.confirm-compliance=true");
    assertThat(
            terms(
                    "lock.mode", "COMPLIANCE",
                    "lock.period", "P1D",
                    "lock.confirm-compliance", "true")
                .headers(Instant.EPOCH))
        .containsEntry("x-amz-object-lock-mode", "COMPLIANCE");
  }

  @ParameterizedTest
  @CsvSource({
    "lock.mode=GOVERNANCE, audit.archive.lock.period is missing",
    "lock.mode=GOVERNANCE, or set audit.archive.retain",
    "lock.mode=GOVERNANCE;lock.period=P0D, audit.archive.lock.period is missing or not above zero",
    "lock.mode=forever;lock.period=P1D, audit.archive.lock.mode=forever is unknown",
    "lock.period=P1D, no audit.archive.lock.mode",
    "encryption=rot13, audit.archive.encryption=rot13 is unknown",
    "encryption=s3;kms-key=k, set audit.archive.encryption=kms",
    "kms-key=k, set audit.archive.encryption=kms",
    "storage-class=glacier, audit.archive.storage-class=GLACIER keeps objects from being read"
  })
  void aMistakeIsNamedWithItsKey(String keys, String message) {
    String[] pairs = keys.split("[=;]");
    assertThatThrownBy(() -> terms(pairs)).isInstanceOf(Fault.class).hasMessageContaining(message);
  }

  private static Terms terms(String... pairs) {
    Map<String, String> keys = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      keys.put("archive." + pairs[i], pairs[i + 1]);
    }
    return Terms.of(TestSources.config(keys).archive());
  }
}
