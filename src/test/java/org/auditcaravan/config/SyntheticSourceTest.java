package org.auditcaravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The switch {@code synthetic}: one key has the simulator play a source. */
class SyntheticSourceTest {
  private static SmallRyeConfig config(Map<String, String> keys) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(keys, "test", 250))
        .withSources(new DerivedConfig())
        .build();
  }

  @Test
  void oneKeyIsEnough() {
    SmallRyeConfig config =
        config(Map.of("audit.sources.demo.synthetic", "true", "audit.simulator.port", "18089"));
    assertThat(config.getValue("audit.sources.demo.api-url", String.class))
        .isEqualTo("http://127.0.0.1:18089/demo");
    assertThat(config.getValue("audit.sources.demo.client-id", String.class))
        .isEqualTo("demo-client");
    assertThat(config.getValue("audit.simulator.enabled", Boolean.class)).isTrue();
    assertThat(config.getValue("audit.simulator.tenants", String.class)).isEqualTo("demo");
  }

  @Test
  void aRealSourceStaysAsItIs() {
    SmallRyeConfig config = config(Map.of("audit.sources.real.region", "eu-west-1"));
    assertThat(config.getOptionalValue("audit.simulator.enabled", Boolean.class)).isEmpty();
    assertThat(config.getOptionalValue("audit.sources.real.api-url", String.class)).isEmpty();
  }
}
