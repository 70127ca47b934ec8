package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Map;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;

class ArchiveSettingsTest {
  @Test
  void aSourceUsesTheCommonPlaceWhereItHasNoneOfItsOwn() {
    assertThat(place(Map.of("sinks.s3.bucket", "common"), Map.of()))
        .isEqualTo(new ArchivePlace("common", "audit", "us-east-1"));
    assertThat(
            place(
                Map.of("sinks.s3.bucket", "common", "sinks.s3.prefix", "/a/b/"),
                Map.of("s3.bucket", "own", "s3.region", "eu-central-1")))
        .isEqualTo(new ArchivePlace("own", "a/b", "eu-central-1"));
  }

  @Test
  void aMissingBucketIsNamedWithItsKey() {
    assertThatThrownBy(() -> place(Map.of(), Map.of()))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sinks.s3.bucket")
        .hasMessageContaining("audit.sources.acme.s3.bucket");
  }

  @Test
  void anUnknownChecksumModeIsRefused() {
    assertThatThrownBy(() -> clients(Map.of("sinks.s3.checksums", "never")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sinks.s3.checksums=never");
  }

  @Test
  void halfOfTheCredentialsIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> clients(Map.of("sinks.s3.secret-key", "hush")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sinks.s3.access-key is missing")
        .hasMessageNotContaining("hush");
  }

  @Test
  void placesInOneRegionShareAClient() {
    S3Clients clients = clients(Map.of());
    ArchivePlace here = new ArchivePlace("a", "p", "eu-central-1");
    assertThat(clients.of(here)).isSameAs(clients.of(new ArchivePlace("b", "q", "eu-central-1")));
    assertThat(clients.of(here)).isNotSameAs(clients.of(new ArchivePlace("a", "p", "us-east-1")));
    assertThat(S3Clients.beanName(here)).isEqualTo("s3-eu-central-1");
    clients.close();
  }

  private static ArchivePlace place(Map<String, String> common, Map<String, String> own) {
    return new ArchivePlaces(TestSources.config(common))
        .of(TestSources.acme("genesys-audits", own));
  }

  private static S3Clients clients(Map<String, String> keys) {
    AuditConfig config = TestSources.config(keys);
    return new S3Clients(config, new ArchivePlaces(config), InstantSource.system());
  }
}
