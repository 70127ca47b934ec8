package org.auditcaravan.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.junit.jupiter.api.Test;

class ResidencyTest {
  private static final String BUCKET = "sinks.s3.region";
  private static final String INDEX = "sinks.elasticsearch.region";

  @Test
  void sinks_within_the_residency_are_fine() {
    assertThatCode(() -> check("eu", Map.of(BUCKET, "eu-west-1", INDEX, "eu-central-1")))
        .doesNotThrowAnyException();
    assertThatCode(() -> check("eu-west-1", Map.of(BUCKET, "eu-west-1", INDEX, "EU-WEST-1 ")))
        .doesNotThrowAnyException();
    assertThatCode(() -> check("", Map.of(BUCKET, "us-east-1"))).doesNotThrowAnyException();
  }

  @Test
  void a_bucket_elsewhere_stops_the_start() {
    refused(
        "eu", Map.of(BUCKET, "us-east-1", INDEX, "eu-west-1"), "audit.sinks.s3.region=us-east-1");
    refused(
        "eu",
        Map.of(BUCKET, "eu-west-1", INDEX, "eu-west-1", "sources.acme.s3.region", "ap-south-1"),
        "audit.sources.acme.s3.region=ap-south-1");
    refused("eu", Map.of(BUCKET, "eusc-de-east-1", INDEX, "eu-west-1"), "eusc-de-east-1");
  }

  @Test
  void an_index_elsewhere_or_nowhere_stops_the_start() {
    refused("eu", Map.of(BUCKET, "eu-west-1", INDEX, "us-east-1"), INDEX + "=us-east-1");
    refused("eu", Map.of(BUCKET, "eu-west-1"), "needs audit.sinks.elasticsearch.region");
    assertThatCode(
            () -> check("eu", Map.of(BUCKET, "eu-west-1", "sinks.elasticsearch.enabled", "false")))
        .doesNotThrowAnyException();
  }

  @Test
  void copies_of_dead_letters_are_data_too() {
    Map<String, String> sinks = Map.of(BUCKET, "eu-west-1", INDEX, "eu-west-1");
    Map<String, String> copied = new HashMap<>(sinks);
    copied.put("dead-letter.uri", "kafka:letters");
    refused("eu", copied, "needs audit.dead-letter.region");
    copied.put("dead-letter.region", "us-east-1");
    refused("eu", copied, "audit.dead-letter.region=us-east-1");
  }

  private static void refused(String residency, Map<String, String> keys, String named) {
    assertThatThrownBy(() -> check(residency, keys))
        .isInstanceOf(Fault.class)
        .hasMessageStartingWith("audit.sources.acme.residency=")
        .hasMessageContaining(named);
  }

  private static void check(String residency, Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    all.put("sources.acme.api", "genesys-analytics-events");
    all.put("sources.acme.region", "eu-central-1");
    all.put("sources.acme.client-id", "id");
    all.put("sources.acme.client-secret", "secret");
    all.put("sinks.s3.bucket", "archive");
    if (!residency.isEmpty()) {
      all.put("sources.acme.residency", residency);
    }
    AuditConfig config = TestSources.config(all);
    new SourceCheck(config, Instant.parse("2026-11-21T12:00:00Z")).check(new Sources(config));
  }
}
