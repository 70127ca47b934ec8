package org.auditcaravan.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.source.Region;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;

/** Whose credentials are shown to other regions' token endpoints, where an operator allows it. */
class RegionSearchTest {
  private final List<Region> asked = new ArrayList<>();

  @Test
  void aSecretIsShownToEachRegionUntilOneKnowsIt() throws Exception {
    try (VendorStub vendor = new VendorStub()) {
      assertThat(search(vendor, TestSources.acme("genesys-audits", Map.of()))).isPresent();
      assertThat(vendor.calls("POST /oauth/token")).hasSize(1);
    }
  }

  @Test
  void whatIsOfNoRegionOrHasNoSecretIsShownToNobody() throws Exception {
    try (VendorStub vendor = new VendorStub()) {
      Map<String, String> azure = Map.of("organization", "contoso", "tenant", "t-1");
      assertThat(search(vendor, TestSources.acme("azure-devops-audit", azure))).isEmpty();
      assertThat(
              search(
                  vendor,
                  TestSources.acme(
                      "genesys-audits",
                      Map.of(
                          "client-authentication",
                          "certificate",
                          "client-certificate-file",
                          "no.pem",
                          "client-secret",
                          ""))))
          .isEmpty();
      assertThat(vendor.calls).isEmpty();
      assertThat(asked).isEmpty();
    }
  }

  private java.util.Optional<Region> search(VendorStub vendor, Source source) {
    return new RegionSearch(
            new Http(),
            region -> {
              asked.add(region);
              return vendor.uri("/oauth/token");
            })
        .apply(source);
  }
}
