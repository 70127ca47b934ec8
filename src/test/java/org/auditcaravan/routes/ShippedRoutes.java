package org.auditcaravan.routes;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;

/** A plain Camel context with route files as they are shipped, never copies of them. */
public final class ShippedRoutes {
  private static final Path FOLDER = Path.of("routes");

  private ShippedRoutes() {}

  /**
   * A context that holds these files and beans, not yet started.
   *
   * @param properties values of {@code {{...}}}, over the defaults of the keys that routes name
   */
  public static CamelContext context(
      Map<String, Object> beans, Map<String, String> properties, String... files) throws Exception {
    DefaultCamelContext context = new DefaultCamelContext();
    beans.forEach(context.getRegistry()::bind);
    Properties values = new Properties();
    values.putAll(
        Map.of(
            "audit.retry.attempts", "3",
            "audit.retry.throttled", "3",
            "audit.retry.pause-millis", "1",
            "audit.retry.longest-pause-millis", "10",
            "audit.dead-letter.uri", ""));
    values.putAll(properties);
    context.getPropertiesComponent().setInitialProperties(values);
    load(context, files);
    return context;
  }

  /** Adds these files to a context. */
  public static void load(CamelContext context, String... files) throws Exception {
    for (String file : files) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              PluginHelper.getResourceLoader(context)
                  .resolveResource("file:" + FOLDER.resolve(file + ".camel.yaml")));
    }
  }
}
