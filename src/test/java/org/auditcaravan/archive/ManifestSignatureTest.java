package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.auditcaravan.sign.PublicKey;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.sign.TestKeys;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestSignatureTest {
  private static final byte[] UNSIGNED = utf8("{\"source\":\"acme\",\"signature\":null}");

  @TempDir Path folder;

  @Test
  void coversEveryOtherByte() throws IOException {
    TestKeys pair = TestKeys.fresh();
    SigningKey key =
        SigningKey.of(TestSources.config(Map.of("seal.key", pair.secret)).seal()).orElseThrow();
    PublicKey open =
        PublicKeys.read(Files.writeString(folder.resolve("k.pem"), pair.open).getParent())
            .find(key.id())
            .orElseThrow();
    byte[] signed = ManifestSignature.sign(UNSIGNED, key);
    assertThat(signed).isEqualTo(ManifestSignature.sign(UNSIGNED, key));
    ManifestSignature found = ManifestSignature.of(signed).orElseThrow();
    assertThat(found.signed()).isEqualTo(UNSIGNED);
    assertThat(found.isOf(open)).isTrue();
    for (int at = 0; at < signed.length; at++) {
      byte[] other = signed.clone();
      other[at] ^= 1;
      assertThat(ManifestSignature.of(other).filter(one -> one.isOf(open))).isEmpty();
    }
  }

  @Test
  void isNotSeenWhereThereIsNone() {
    assertThat(ManifestSignature.of(UNSIGNED)).isEmpty();
    assertThat(ManifestSignature.of(new byte[0])).isEmpty();
    assertThat(ManifestSignature.of(utf8("x".repeat(500)))).isEmpty();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
