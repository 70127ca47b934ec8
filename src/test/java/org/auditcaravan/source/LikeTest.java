package org.auditcaravan.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.AuditConfig.SourceConfig;
import org.junit.jupiter.api.Test;

/** One configuration for many organisations: what a source does not say, another says for it. */
class LikeTest {
  private static final Map<String, String> MODEL =
      Map.of(
          "sources.apac.api", "genesys-analytics-events",
          "sources.apac.region", "ap-southeast-2",
          "sources.apac.client-id", "apac-id",
          "sources.apac.client-secret", "apac-secret",
          "sources.apac.window", "PT30M",
          "sources.apac.s3.prefix", "audit/apac",
          "sources.apac.query.eventType", "Exports.Create",
          "sources.apac.residency", "ap");

  @Test
  void a_source_has_the_keys_of_another_and_its_own_win() {
    SourceConfig heir =
        config(
                Map.of(
                    "sources.emea.like", "apac",
                    "sources.emea.region", "eu-central-1",
                    "sources.emea.client-id", "emea-id",
                    "sources.emea.client-secret", "emea-secret",
                    "sources.emea.query.eventType", "Queue.Update",
                    "sources.emea.residency", "eu",
                    "sources.emea.s3.prefix", "audit/emea"))
            .sources()
            .get("emea");

    assertThat(heir.api()).isEqualTo("genesys-analytics-events");
    assertThat(heir.window()).hasMinutes(30);
    assertThat(heir.recheck()).hasSize(3);
    assertThat(heir.clientId()).isEqualTo("emea-id");
    assertThat(heir.clientSecret()).contains("emea-secret");
    assertThat(heir.s3().prefix()).contains("audit/emea");
    assertThat(heir.query()).isEqualTo(Map.of("eventType", "Queue.Update"));
    assertThat(heir.residency()).contains(List.of("eu"));
  }

  @Test
  void maps_and_nested_keys_are_inherited_over_two_generations() {
    SourceConfig heir =
        config(Map.of("sources.b.like", "apac", "sources.c.like", "b")).sources().get("c");

    assertThat(heir.query()).containsEntry("eventType", "Exports.Create");
    assertThat(heir.s3().prefix()).contains("audit/apac");
    assertThat(heir.clientId()).isEqualTo("apac-id");
  }

  @Test
  void a_model_may_be_switched_off_and_its_heirs_stay_on() {
    AuditConfig config =
        config(
            Map.of(
                "sources.apac.enabled", "false",
                "sources.apac.renamed-from", "old",
                "sources.b.like", "apac"));

    assertThat(config.sources().get("apac").enabled()).isFalse();
    assertThat(config.sources().get("b").enabled()).isTrue();
    assertThat(config.sources().get("b").renamedFrom()).isEmpty();
  }

  @Test
  void who_has_a_secret_file_does_not_get_a_secret_too() {
    SourceConfig heir =
        config(Map.of("sources.b.like", "apac", "sources.b.client-secret-file", "/run/b"))
            .sources()
            .get("b");

    assertThat(heir.clientSecretFile()).isPresent();
    assertThat(heir.clientSecret()).isEmpty();
  }

  @Test
  void a_model_that_is_not_there_and_a_circle_are_named() {
    assertThatThrownBy(() -> config(Map.of("sources.b.like", "nobody")))
        .hasMessageContaining("audit.sources.b.like=nobody: there is no such source, name one");
    assertThatThrownBy(() -> config(Map.of("sources.b.like", "c", "sources.c.like", "b")))
        .hasMessageContaining("leads back to itself");
  }

  @Test
  void keys_that_do_not_exist_are_still_refused() {
    assertThatThrownBy(() -> config(Map.of("sources.b.like", "apac", "sources.b.clientid", "typo")))
        .hasMessageContaining("audit.sources.b.clientid");
    assertThatThrownBy(() -> config(Map.of("sources.b.like", "apac", "sources.apac.typo", "x")))
        .hasMessageContaining("audit.sources.apac.typo");
  }

  @Test
  void each_api_has_its_own_addresses_and_scope() {
    Source apac = new Sources(config(Map.of("routes.overlay", "routes"))).get("apac");
    assertThat(apac.apiUrl()).isEqualTo(URI.create("https://api.mypurecloud.com.au"));
    assertThat(apac.tokenUrl())
        .isEqualTo(URI.create("https://login.mypurecloud.com.au/oauth/token"));
    assertThat(apac.scope()).contains("analytics:read analytics:export org:read");

    Source azure = azure(Map.of("organization", "contoso-labs", "tenant", "contoso.example"));
    assertThat(azure.apiUrl())
        .isEqualTo(URI.create("https://auditservice.dev.azure.com/contoso-labs"));
    assertThat(azure.tokenUrl())
        .isEqualTo(
            URI.create("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token"));
    assertThat(azure.clientAuthentication()).isEqualTo("form");
    assertThat(azure.settle()).hasMinutes(30);
    assertThat(azure.vendorRetention()).hasDays(90);
  }

  @Test
  void what_an_address_is_made_of_must_be_there() {
    assertThatThrownBy(() -> azure(Map.of("tenant", "t")))
        .hasMessageContaining("audit.sources.acme.organization is missing");
    assertThatThrownBy(() -> azure(Map.of("organization", "o")))
        .hasMessageContaining("audit.sources.acme.tenant is missing");
    assertThatThrownBy(
            () -> azure(Map.of("organization", "https://dev.azure.com/o", "tenant", "t")))
        .hasMessageContaining("is no name");
    assertThat(azure(Map.of("organization", "o", "client-authentication", "pat")).usesPat())
        .isTrue();
  }

  private static Source azure(Map<String, String> keys) {
    return TestSources.acme("azure-devops-audit", keys);
  }

  private static AuditConfig config(Map<String, String> more) {
    Map<String, String> keys = new HashMap<>(MODEL);
    keys.putAll(more);
    return TestSources.config(keys);
  }
}
