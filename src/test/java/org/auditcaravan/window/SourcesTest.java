package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.junit.jupiter.api.Test;

class SourcesTest extends LedgerFixture {

  @Test
  void aNewSourceHasNoOrganisationAndAnEmptyChain() {
    SourceRow row = ledger.sources().find(ACME).orElseThrow();
    assertThat(row.organization()).isNull();
    assertThat(row.headSequence()).isZero();
    assertThat(row.headSha256()).isNull();
    assertThat(row.firstStart()).isEqualTo(NOON);
  }

  @Test
  void theApiOfANameNeverChanges() {
    assertThatThrownBy(() -> ledger.sources().register(ACME, "azure-devops-audit", NOON))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("was genesys-audits before");
  }

  @Test
  void theFirstContactPinsTheOrganisation() {
    pin(ACME, "org-1");
    assertThat(ledger.sources().find(ACME).orElseThrow().organization()).isEqualTo("org-1");
    assertThatCode(() -> pin(ACME, "org-1")).doesNotThrowAnyException();
  }

  @Test
  void anotherOrganisationsCredentialsAreRefused() {
    pin(ACME, "org-1");
    assertThatThrownBy(() -> pin(ACME, "org-2"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("org-1")
        .hasMessageContaining("org-2");
    assertThat(ledger.sources().find(ACME).orElseThrow().organization()).isEqualTo("org-1");
  }

  @Test
  void anotherNameForTheSameIsRefused() {
    pin(ACME, "org-1");
    ledger.sources().register("renamed", "genesys-audits", NOON);
    assertThatThrownBy(() -> pin("renamed", "org-1"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sources.renamed.renamed-from=acme");
    assertThat(ledger.sources().find("renamed").orElseThrow().organization()).isNull();
  }

  @Test
  void anotherNameThatSaysWhatItWasIsTaken() {
    pin(ACME, "org-1");
    ledger.sources().register("renamed", "genesys-audits", NOON);
    assertThatThrownBy(() -> ledger.sources().pin("renamed", "org-1", "s", Optional.of("else")))
        .isInstanceOf(Fault.class);
    ledger.sources().pin("renamed", "org-1", "s", Optional.of(ACME));
    assertThat(ledger.sources().find("renamed").orElseThrow().organization()).isEqualTo("org-1");
  }

  @Test
  void anotherScopeOrApiOfTheSameOrganisationIsAnotherSource() {
    pin(ACME, "org-1");
    ledger.sources().register("part", "genesys-audits", NOON);
    ledger.sources().register("analytics", "genesys-analytics-events", NOON);
    ledger.sources().pin("part", "org-1", "another", Optional.empty());
    pin("analytics", "org-1");
    assertThat(ledger.sources().names()).containsExactly(ACME, "analytics", "part");
  }

  private void pin(String source, String organization) {
    ledger.sources().pin(source, organization, "s", Optional.empty());
  }
}
