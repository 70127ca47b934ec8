package org.auditcaravan.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  /** RFC 8032, 7.1, test 2. */
  private static final String RFC_SECRET =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7
      -----END PRIVATE KEY-----
      """;

  @TempDir Path folder;

  @Test
  void theSignatureIsThatOfTheStandard() throws IOException {
    SigningKey key = key(Map.of("seal.key", RFC_SECRET));
    assertThat(key.sign(new byte[] {0x72}))
        .asHexString()
        .isEqualToIgnoringCase(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }

  @Test
  void whatTheSecretHalfSignsThePublicHalfAccepts() throws IOException {
    TestKeys pair = TestKeys.fresh();
    Path file = Files.writeString(folder.resolve("key.pem"), pair.secret);
    SigningKey key = key(Map.of("seal.key-file", file.toString()));
    Files.writeString(folder.resolve("now.pem"), "Held by the sealer.\n" + pair.open);
    Files.writeString(folder.resolve("other.pem"), TestKeys.fresh().open);
    Files.delete(file);
    PublicKeys keys = PublicKeys.read(folder);
    byte[] bytes = {1, 2, 3};
    assertThat(keys.byId()).hasSize(2);
    assertThat(keys.find(key.id()).orElseThrow().accepts(bytes, key.sign(bytes))).isTrue();
    assertThat(keys.find(key.id()).orElseThrow().accepts(new byte[3], key.sign(bytes))).isFalse();
    assertThat(keys.find(key.id()).orElseThrow().accepts(bytes, new byte[7])).isFalse();
    assertThat(keys.find("0")).isEmpty();
  }

  @Test
  void aPublicKeySaysWhenItHolds() {
    PublicKey key =
        PublicKey.read(
            "valid-from: 2026-01-01T00:00:00Z\nvalid-to: 2027-01-01T00:00:00Z\n"
                + "revoked: 2026-06-01T00:00:00Z\n"
                + TestKeys.fresh().open);
    assertThat(key.validAt(Instant.parse("2025-12-31T23:59:59Z"))).isFalse();
    assertThat(key.validAt(Instant.parse("2026-01-01T00:00:00Z"))).isTrue();
    assertThat(key.validAt(Instant.parse("2027-01-01T00:00:00Z"))).isFalse();
    assertThat(key.revoked()).isEqualTo("2026-06-01T00:00:00Z");
  }

  @Test
  void mistakesAreExplainedWithoutTheSecret() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nsecret");
    assertThatThrownBy(() -> key(Map.of("seal.key-file", file.toString())))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("secret")
        .hasNoCause();
    assertThatThrownBy(() -> key(Map.of("seal.key-file", folder.resolve("no").toString())))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> key(Map.of("seal.key", "x", "seal.key-file", file.toString())))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("both");
    assertThatThrownBy(() -> PublicKeys.read(folder))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("key.pem");
    assertThat(SigningKey.of(TestSources.config(Map.of()).seal())).isEmpty();
  }

  private static SigningKey key(Map<String, String> keys) {
    return SigningKey.of(TestSources.config(keys).seal()).orElseThrow();
  }
}
