package org.auditcaravan.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir Path folder;

  @Test
  void aMountedPasswordAndAMountedKeyAreReadAnewForEachRequest() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "first\n");
    Map<String, String> user = Map.of("username", "elastic", "password-file", file.toString());
    Map<String, String> key = Map.of("api-key-file", file.toString());
    assertThat(header(user)).contains("Basic " + base64("elastic:first"));
    assertThat(header(key)).contains("ApiKey first");
    Files.writeString(file, "second\n");
    assertThat(header(user)).contains("Basic " + base64("elastic:second"));
    assertThat(header(key)).contains("ApiKey second");
    assertThat(header(Map.of())).isEmpty();
  }

  @Test
  void refusesTwoOfThemAndAnEmptyFile() throws Exception {
    Path empty = Files.writeString(folder.resolve("secret"), "\n");
    assertThatThrownBy(() -> header(Map.of("api-key", "k", "api-key-file", empty.toString())))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sinks.elasticsearch.api-key-file are both set");
    assertThatThrownBy(() -> header(Map.of("api-key-file", empty.toString())))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sinks.elasticsearch.api-key-file is empty");
  }

  private static Optional<String> header(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(Map.of("sinks.s3.bucket", "archive"));
    keys.forEach((key, value) -> all.put("sinks.elasticsearch." + key, value));
    return Credentials.header(TestSources.config(all).sinks().elasticsearch());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
