package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.auditcaravan.normalize.Normalizer;
import org.auditcaravan.normalize.Records;
import org.auditcaravan.normalize.UserNames;
import org.auditcaravan.pagination.Line;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.pagination.VendorStub.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each source is pinned to its organisation by what the vendor reveals of it. */
class OrganizationsTest extends LedgerFixture {
  private VendorStub vendor;
  private Line line;

  @BeforeEach
  void open() throws Exception {
    vendor = new VendorStub();
  }

  @AfterEach
  void close() {
    line.close();
    vendor.close();
  }

  @ParameterizedTest
  @CsvSource({
    "genesys-audit-events, /api/v2/audit/events",
    "genesys-analytics-events, /api/v2/analytics/events"
  })
  void aContractWhoseEventsNameTheirOrganisationIsPinnedByThem(String api, String path)
      throws Exception {
    line = new Line(vendor, api, folder, Map.of());
    Organizations organizations = new Organizations(ledger, none -> Optional.empty());
    make(organizations, path);
    assertThat(pinned()).isNull();

    make(organizations, path, "org-1", "org-1");
    assertThat(pinned()).isEqualTo("org-1");

    Organizations afterAStart = new Organizations(ledger, none -> Optional.empty());
    for (Organizations ours : List.of(organizations, afterAStart)) {
      assertThatThrownBy(() -> make(ours, path, "org-2"))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("belongs to organisation org-1")
          .hasMessageContaining("those of organisation org-2");
    }
    assertThatThrownBy(() -> make(organizations, path, "org-1", "org-2")).isInstanceOf(Fault.class);
    assertThat(pinned()).isEqualTo("org-1");
  }

  /** The records of a page whose events name these organisations. */
  private List<Records.Made> make(Organizations organizations, String path, String... names)
      throws Exception {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      events.append(
          "%s{\"id\":\"e%d\",\"timestamp\":\"2026-11-20T10:30:00Z\",\"organizationId\":\"%s\"}"
              .formatted(i == 0 ? "" : ",", i, names[i]));
    }
    vendor.answer(
        "GET " + path,
        Answer.json("{\"entities\":[%s],\"total\":%d}".formatted(events, names.length)));
    line.accepted.clear();
    WindowRead read = line.read(line.open(10, 11));
    Normalizer normalizer = new Normalizer();
    return new Records(normalizer, organizations, new UserNames(normalizer, line.clock))
        .make(read, line.accepted);
  }

  @Test
  void anAzureOrganisationIsPinnedWithItsTenantBeforeItsFirstWindowIsCommitted() throws Exception {
    vendor.answer("POST /oauth/token", token("tenant-1"));
    line = azure(Map.of());
    Organizations organizations = new Organizations(ledger, line.tokens::organization);
    line.token();
    assertThat(organizations.of(line.source)).isEqualTo("tenant-1/contoso");
    assertThat(pinned()).isEqualTo("tenant-1/contoso");

    vendor.answer("POST /oauth/token", token("tenant-2"));
    line.clock.advance(Duration.ofHours(2));
    line.token();
    assertThatThrownBy(() -> organizations.of(line.source))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("those of organisation tenant-2/contoso");
  }

  @Test
  void aPersonalAccessTokenIsOfTheTenantThatIsConfigured() throws Exception {
    line = azure(Map.of("client-authentication", "pat", "organization", "Contoso"));
    assertThat(line.tokens.organization(line.source)).contains("the-tenant/contoso");
  }

  private Line azure(Map<String, String> keys) throws Exception {
    Map<String, String> all =
        new java.util.HashMap<>(Map.of("organization", "contoso", "tenant", "the-tenant"));
    all.putAll(keys);
    return new Line(vendor, "azure-devops-audit", folder, all);
  }

  private static Answer token(String tenant) {
    String claims = "{\"tid\":\"" + tenant + "\"}";
    return Answer.json(
        "{\"expires_in\":3600,\"access_token\":\"e30."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + ".x\"}");
  }

  private String pinned() {
    return ledger.sources().find(ACME).orElseThrow().organization();
  }
}
