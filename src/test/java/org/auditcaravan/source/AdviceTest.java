package org.auditcaravan.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {
  private static final String OWN = "https://audit.example";

  @ParameterizedTest
  @CsvSource({
    "genesys-auditlogs,        page-size,  10,                      api-url",
    "genesys-audit-events,     query.type, TRUNK_CREDENTIAL_UPDATE, query.search=credential",
    "genesys-analytics-events, scope,      analytics:read,          analytics:export",
    "azure-devops-audit,       scope,      vso.auditlog,            remove the key"
  })
  void what_will_probably_disappoint_is_said_with_its_repair(
      String api, String key, String value, String repair) {
    assertThat(Advice.of(source(api, Map.of(key, value))))
        .anySatisfy(
            sentence -> assertThat(sentence).startsWith("audit.sources.acme.").contains(repair));
  }

  @Test
  void what_is_usual_is_not_commented_on() {
    assertThat(Advice.of(source("genesys-audits", Map.of()))).isEmpty();
    assertThat(Advice.of(source("azure-devops-audit", Map.of()))).isEmpty();
    assertThat(
            Advice.of(
                source("genesys-audit-events", Map.of("api-url", OWN, "query.type", "TRUNK"))))
        .isEmpty();
    assertThat(Advice.of(source("genesys-analytics-events", Map.of("api-url", OWN)))).isEmpty();
  }

  private static Source source(String api, Map<String, String> keys) {
    Map<String, String> all = new java.util.HashMap<>(keys);
    all.put("organization", "contoso-labs");
    all.put("tenant", "contoso.example");
    return TestSources.acme(api, all);
  }
}
