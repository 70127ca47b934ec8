package org.auditcaravan.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Database;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Refresh tokens outlive the process and the replica, and are nowhere to be read. */
@ParameterizedClass
@EnumSource(Database.class)
class SealedRefreshTokensTest {
  private static final String SECRET = "s3cret";
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Parameter Database database;
  @TempDir Path folder;
  private DataSource dataSource;

  @BeforeEach
  void open() {
    dataSource = database.migrated(folder);
  }

  private RefreshTokens replica() {
    return new SealedRefreshTokens(dataSource);
  }

  private static Source acme(String... keys) {
    Map<String, String> all = new java.util.HashMap<>(Map.of("refresh-token", "first"));
    for (int i = 0; i < keys.length; i += 2) {
      all.put(keys[i], keys[i + 1]);
    }
    return TestSources.acme("genesys-auditlogs", all);
  }

  @Test
  void theNextReplicaGoesOnWithTheLastToken() {
    assertThat(replica().find(acme(), SECRET)).contains("first");
    replica().keep(acme(), SECRET, "second", NOON);
    replica().keep(acme(), SECRET, "third", NOON);
    assertThat(replica().find(acme(), SECRET)).contains("third");
  }

  @Test
  void aChainThatEndedIsNotBegunAgain() {
    replica().end(acme(), SECRET, NOON);
    assertThat(replica().find(acme(), SECRET)).isEmpty();
  }

  @Test
  void aFirstTokenThatTheOperatorReplacesBeginsANewChain() {
    replica().keep(acme(), SECRET, "second", NOON);
    assertThat(replica().find(acme("refresh-token", "fresh"), SECRET)).contains("fresh");
  }

  @Test
  void whoHasTheDatabaseButNotTheClientSecretLearnsNothing() {
    replica().keep(acme(), SECRET, "second-t0ken", NOON);
    byte[] stored =
        Jdbi.create(dataSource)
            .withHandle(
                handle ->
                    handle
                        .createQuery("SELECT sealed FROM refresh_tokens")
                        .map((rs, ctx) -> rs.getBytes(1))
                        .one());
    assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("second-t0ken");
    assertThat(SealedText.open(stored, SECRET, "acme")).contains("second-t0ken");
    assertThat(SealedText.open(stored, "other", "acme")).isEmpty();
    assertThat(SealedText.open(stored, SECRET, "beta")).isEmpty();
    assertThat(replica().find(acme(), "rotated")).contains("first");
  }
}
