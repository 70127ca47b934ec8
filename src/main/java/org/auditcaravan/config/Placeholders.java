package org.auditcaravan.config;

import org.apache.camel.Ordered;
import org.apache.camel.spi.PropertiesSource;
import org.eclipse.microprofile.config.Config;

/**
 * Values of {@code {{...}}} in routes, asked for before Camel's own source of them: that one lists
 * the whole configuration for each value that it finds, and a route's error handler has dozens for
 * each of its steps.
 */
final class Placeholders implements PropertiesSource, Ordered {
  private final Config config;

  Placeholders(Config config) {
    this.config = config;
  }

  @Override
  public String getName() {
    return "placeholders";
  }

  @Override
  public String getProperty(String name) {
    return config.getOptionalValue(name, String.class).orElse(null);
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST;
  }
}
