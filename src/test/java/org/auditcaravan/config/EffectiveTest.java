package org.auditcaravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;

/** What the journal and the report show of the configuration. */
class EffectiveTest {
  private static final String SECRET = "hush-hush";

  private static SortedMap<String, String> shown() {
    Map<String, String> keys = new HashMap<>();
    for (String source : new String[] {"acme", "other"}) {
      keys.put("sources." + source + ".api", "genesys-audits");
      keys.put("sources." + source + ".client-id", source + "-client");
      for (String secret : new String[] {"client-secret", "refresh-token"}) {
        keys.put("sources." + source + "." + secret, SECRET);
      }
    }
    keys.put("sources.acme.filters.EntityType", "Queue");
    keys.put("sources.acme.services", "Routing,Telephony");
    keys.put("sources.acme.s3.bucket", "own");
    keys.put(
        "sources.acme.api-url", "https://ann:" + SECRET + "@api.example.org/v2?token=" + SECRET);
    keys.put("sinks.s3.access-key", "AKIA");
    keys.put("sinks.elasticsearch.url", "https://ann:" + SECRET + "@search.example.org:9200");
    keys.put("seal.anchor-uri", "aws2-s3:heads?accessKey=RAW(k)&secretKey=RAW(" + SECRET + ")");
    keys.put("dead-letter.uri", "ftp://ann:" + SECRET + "@files.example.org/letters");
    keys.put("state.url", "jdbc:h2:file:./data/ledger;PASSWORD=" + SECRET);
    for (String secret :
        new String[] {
          "sinks.s3.secret-key",
          "sinks.elasticsearch.password",
          "sinks.elasticsearch.api-key",
          "seal.key",
          "state.password",
          "simulator.secret"
        }) {
      keys.put(secret, SECRET);
    }
    keys.put("simulator.enabled", "true");
    return Effective.of(TestSources.config(keys), "acme");
  }

  @Test
  void showsWhatIsSetAndWhatFollowsOfTheSourceAndWhatIsCommon() {
    assertThat(shown())
        .containsEntry("audit.sources.acme.api", "genesys-audits")
        .containsEntry("audit.sources.acme.client-id", "acme-client")
        .containsEntry("audit.sources.acme.window", "PT1H")
        .containsEntry("audit.sources.acme.recheck", "PT1H,PT24H,PT72H")
        .containsEntry("audit.sources.acme.filters.EntityType", "Queue")
        .containsEntry("audit.sources.acme.services", "Routing,Telephony")
        .containsEntry("audit.sources.acme.s3.bucket", "own")
        .containsEntry("audit.sinks.s3.prefix", "audit")
        .containsEntry("audit.sinks.elasticsearch.url", "https://search.example.org:9200")
        .containsEntry("audit.seal.anchor-uri", "aws2-s3:heads?...")
        .containsEntry("audit.dead-letter.uri", "ftp://files.example.org/letters")
        .containsEntry("audit.state.url", "jdbc:h2:file:./data/ledger?...");
    assertThat(shown().keySet()).noneMatch(key -> key.contains("other"));
  }

  @Test
  void neverShowsASecret() {
    assertThat(shown().toString()).doesNotContain(SECRET);
    assertThat(shown()).containsEntry("audit.sources.acme.client-secret", "(set)");
  }
}
