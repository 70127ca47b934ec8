package org.auditcaravan.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String API = "genesys-audits";

  @TempDir Path folder;

  @Test
  void stripsTheLineBreakAtTheEndOfAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("s"), "abc\r\n");
    assertThat(Secrets.of(TestSources.acme(API, fromFile(file)))).isEqualTo("abc");
  }

  @ParameterizedTest
  @ValueSource(strings = {" abc", "abc ", "abc\n\n", "\tabc"})
  void refusesBlanksAroundASecretWithoutShowingIt(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("s"), text);
    assertThatThrownBy(() -> Secrets.of(TestSources.acme(API, fromFile(file))))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sources.acme.client-secret-file begins or ends with a blank")
        .hasMessageNotContaining("abc");
  }

  @Test
  void refusesAMissingSecretAndAMissingFile() {
    assertThatThrownBy(() -> Secrets.of(TestSources.acme(API, Map.of("client-secret", ""))))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("client-secret is missing");
    assertThatThrownBy(() -> Secrets.of(TestSources.acme(API, fromFile(folder.resolve("none")))))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void refusesTwoSecrets() throws Exception {
    Path file = Files.writeString(folder.resolve("s"), "abc");
    assertThatThrownBy(
            () -> Secrets.of(TestSources.acme(API, Map.of("client-secret-file", file.toString()))))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("both set");
  }

  @Test
  void refusesAWayToPresentOneselfThatThereIsNot() {
    assertThatThrownBy(
            () -> Secrets.check(TestSources.acme(API, Map.of("client-authentication", "post"))))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("use one of basic, form, certificate, pat");
  }

  private static Map<String, String> fromFile(Path file) {
    return Map.of("client-secret-file", file.toString(), "client-secret", "");
  }
}
