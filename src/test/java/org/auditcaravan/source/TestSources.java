package org.auditcaravan.source;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.AuditConfig;

/** Configuration and sources made from the keys that an operator would write. */
public final class TestSources {
  private TestSources() {}

  /** The configuration that these keys give, without the prefix {@code audit.}. */
  public static AuditConfig config(Map<String, String> keys) {
    Map<String, String> prefixed = new HashMap<>();
    keys.forEach((key, value) -> prefixed.put("audit." + key, value));
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredInterceptors()
            .addDiscoveredConverters()
            .withMapping(AuditConfig.class)
            .withSources(new PropertiesConfigSource(prefixed, "test", 500))
            .build();
    return config.getConfigMapping(AuditConfig.class);
  }

  /** The source {@code acme} of that api, with these keys below {@code audit.sources.acme.}. */
  public static Source acme(String api, Map<String, String> keys) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "sources.acme.api", api,
                "sources.acme.region", "eu-central-1",
                "sources.acme.client-id", "acme-client",
                "sources.acme.client-secret", "s3cret"));
    keys.forEach((key, value) -> all.put("sources.acme." + key, value));
    return new Source(
        "acme",
        config(all).sources().get("acme"),
        new ApiDefinitions(Optional.empty()).get(api),
        false);
  }
}
