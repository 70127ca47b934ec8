package org.auditcaravan.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hosts that follow from a region, and the size of page that follows from the vendor. */
class SourceRegionTest {
  @ParameterizedTest
  @CsvSource({
    "us-east-1, mypurecloud.com",
    "us-west-2, usw2.pure.cloud",
    "ca-central-1, cac1.pure.cloud",
    "eu-west-1, mypurecloud.ie",
    "eu-west-2, euw2.pure.cloud",
    "eu-central-1, mypurecloud.de",
    "ap-southeast-2, mypurecloud.com.au",
    "ap-northeast-1, mypurecloud.jp",
    "ap-south-1, aps1.pure.cloud",
    "ap-northeast-2, apne2.pure.cloud",
    "sa-east-1, sae1.pure.cloud",
    "me-central-1, mec1.pure.cloud",
    "us-east-2, use2.us-gov-pure.cloud",
    "mx-central-1, mxc1.pure.cloud",
    "eu-central-2, euc2.pure.cloud",
    "eusc-de-east-1, edee1.eusc-pure.cloud",
    "ap-southeast-1, apse1.pure.cloud",
    "ap-northeast-3, apne3.pure.cloud"
  })
  void everyRegionHasItsHosts(String region, String domain) {
    Source source = TestSources.acme("genesys-audits", Map.of("region", region));
    assertThat(source.apiUrl()).hasToString("https://api." + domain);
    assertThat(source.tokenUrl()).hasToString("https://login." + domain + "/oauth/token");
    assertThat(Region.values()).hasSize(18);
  }

  @ParameterizedTest
  @CsvSource({"genesys-auditlogs, 1000", "genesys-audits, 500", "genesys-audit-events, 1000"})
  void aPageThatTheVendorDoesNotAllowStopsTheStart(String api, int largest) {
    check(api, largest);
    assertThatThrownBy(() -> check(api, largest + 1))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("page-size=" + (largest + 1))
        .hasMessageContaining("use 1 to " + largest);
  }

  private static void check(String api, int pageSize) {
    AuditConfig config =
        TestSources.config(
            Map.of(
                "sources.acme.api", api,
                "sources.acme.region", "eu-central-1",
                "sources.acme.client-id", "acme-client",
                "sources.acme.client-secret", "s3cret",
                "sources.acme.page-size", String.valueOf(pageSize),
                "sinks.s3.bucket", "archive"));
    new SourceCheck(config, Instant.parse("2026-11-21T12:00:00Z")).check(new Sources(config));
  }
}
