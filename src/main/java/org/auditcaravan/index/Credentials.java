package org.auditcaravan.index;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.auditcaravan.config.AuditConfig.ElasticsearchConfig;

/** How we prove to the search engine who we are. */
public final class Credentials {
  private Credentials() {}

  /** The header {@code Authorization}, where credentials are configured. */
  public static Optional<String> header(ElasticsearchConfig config) {
    if (config.apiKey().isPresent()) {
      return config.apiKey().map(key -> "ApiKey " + key.strip());
    }
    return config
        .username()
        .map(user -> user + ":" + config.password().orElse(""))
        .map(pair -> Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
        .map(value -> "Basic " + value);
  }
}
