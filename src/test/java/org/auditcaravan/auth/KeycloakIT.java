package org.auditcaravan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.auditcaravan.doctor.Cause;
import org.auditcaravan.doctor.Diagnosis;
import org.auditcaravan.doctor.Finding;
import org.auditcaravan.pagination.Forbidden;
import org.auditcaravan.pagination.Line;
import org.auditcaravan.pagination.VendorStub;
import org.auditcaravan.servers.KeycloakServer;
import org.auditcaravan.window.Database;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped token route in front of an OAuth server that is not ours. */
@Tag("drill")
class KeycloakIT {
  private static final String SECRET = "keycl0ak-s3cret";
  private static final String REALM =
      """
      {"realm":"caravan","enabled":true,"sslRequired":"none",
       "revokeRefreshToken":true,"refreshTokenMaxReuse":0,
       "clients":[{"clientId":"acme-client","secret":"%s","enabled":true,"publicClient":false,
         "serviceAccountsEnabled":true,"standardFlowEnabled":false,
         "directAccessGrantsEnabled":true}],
       "users":[{"username":"ines","enabled":true,"emailVerified":true,"email":"ines@example.org",
         "firstName":"Ines","lastName":"M",
         "credentials":[{"type":"password","value":"pa55word","temporary":false}]}]}
      """
          .formatted(SECRET);

  @TempDir static Path home;
  private static KeycloakServer keycloak;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    keycloak = KeycloakServer.start(home, REALM);
  }

  @AfterAll
  static void stop() {
    if (keycloak != null) {
      keycloak.close();
    }
  }

  private Line line(RefreshTokens refreshTokens, VendorStub vendor, String... keys)
      throws Exception {
    Map<String, String> all = new HashMap<>();
    all.put("token-url", keycloak.tokenUrl().toString());
    all.put("client-secret", SECRET);
    for (int i = 0; i < keys.length; i += 2) {
      all.put(keys[i], keys[i + 1]);
    }
    return new Line(vendor, "genesys-auditlogs", folder, all, refreshTokens);
  }

  @Test
  void givesATokenForClientCredentialsInBothForms() throws Exception {
    try (VendorStub vendor = new VendorStub();
        Line basic = line(new MemoryRefreshTokens(), vendor);
        Line form = line(new MemoryRefreshTokens(), vendor, "client-authentication", "form")) {
      assertThat(Claims.of((String) basic.token())).containsEntry("azp", "acme-client");
      assertThat(Claims.of((String) form.token())).containsEntry("azp", "acme-client");
    }
  }

  @Test
  void aWrongSecretIsDiagnosed() throws Exception {
    try (VendorStub vendor = new VendorStub();
        Line line = line(new MemoryRefreshTokens(), vendor, "client-secret", "wr0ng")) {
      Forbidden refused = catchThrowableOfType(Forbidden.class, line::token);
      assertThat(Diagnosis.of(line.source, refused.evidence()))
          .extracting(Finding::cause)
          .containsExactly(Cause.SECRET_WRONG);
    }
  }

  @Test
  void refreshTokensRotateAcrossReplicasAndRestarts() throws Exception {
    String granted =
        keycloak.token(
            "grant_type=password&username=ines&password=pa55word&client_id=acme-client"
                + "&client_secret="
                + SECRET);
    String first = new ObjectMapper().readTree(granted).path("refresh_token").asText();
    assertThat(first).as(granted).isNotEmpty();
    RefreshTokens kept = new SealedRefreshTokens(Database.H2.migrated(folder.resolve("db")));
    try (VendorStub vendor = new VendorStub()) {
      for (int replica = 0; replica < 3; replica++) {
        try (Line line = line(kept, vendor, "refresh-token", first)) {
          String one = (String) line.token();
          line.clock.advance(Duration.ofDays(1));
          assertThat(line.token()).isNotEqualTo(one);
          assertThat(kept.find(line.source, SECRET)).get().isNotIn("", first);
        }
      }
      // Without what was kept, the first token is spent: the client's own credentials are used.
      try (Line forgetful = line(new MemoryRefreshTokens(), vendor, "refresh-token", first)) {
        assertThat(Claims.of((String) forgetful.token())).containsEntry("azp", "acme-client");
      }
    }
  }
}
