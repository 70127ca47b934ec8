package org.auditcaravan.index;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.auditcaravan.config.AuditConfig.ElasticsearchConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.config.SecretFile;

/** How we prove to the search engine who we are. */
public final class Credentials {
  private static final String KEY = "audit.sinks.elasticsearch.";

  private Credentials() {}

  /**
   * The header {@code Authorization}, where credentials are configured.
   *
   * @throws Fault when a secret cannot be read
   */
  public static Optional<String> header(ElasticsearchConfig config) {
    Optional<String> key =
        SecretFile.read(KEY + "api-key", config.apiKey(), config.apiKeyFile())
            .map(secret -> "ApiKey " + secret);
    return key.isPresent() ? key : config.username().map(user -> basic(user, config));
  }

  private static String basic(String user, ElasticsearchConfig config) {
    String password =
        SecretFile.read(KEY + "password", config.password(), config.passwordFile()).orElse("");
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }
}
