package org.auditcaravan.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * What Quarkus and Camel need to be told because of our own keys: which of the two databases is in
 * use, and where the routes in force are.
 */
public final class DerivedConfig implements ConfigSourceFactory {
  /** Above application.properties, below system properties and environment. */
  private static final int ORDINAL = 260;

  private static final Pattern SYNTHETIC = Pattern.compile("audit\\.sources\\.([^.]+)\\.synthetic");

  /**
   * A worker waits for the transactions of its source's other workers: longer than H2's two
   * seconds.
   */
  private static final String FILE =
      "jdbc:h2:file:./data/ledger;WRITE_DELAY=0;AUTO_SERVER=TRUE;LOCK_TIMEOUT=30000";

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    Map<String, String> derived = new HashMap<>();
    String url = value(context, "audit.state.url").orElse(FILE);
    boolean postgresql = url.startsWith("jdbc:postgresql:");
    if (!postgresql && !url.startsWith("jdbc:h2:")) {
      throw new Fault(
          "audit.state.url=" + url + " is neither jdbc:h2: nor jdbc:postgresql:, use one of them");
    }
    String inUse = "quarkus.datasource." + (postgresql ? "postgresql" : "h2");
    derived.put("quarkus.datasource.h2.active", String.valueOf(!postgresql));
    derived.put("quarkus.datasource.postgresql.active", String.valueOf(postgresql));
    derived.put(inUse + ".jdbc.url", url);
    derived.put(inUse + ".credentials-provider", LedgerCredentials.NAME);
    derived.put(
        "camel.main.routes-include-pattern",
        RouteFiles.read(value(context, "audit.routes.overlay").map(Path::of)).includePattern());
    synthetic(context, derived);
    return List.of(new PropertiesConfigSource(derived, "what follows from audit.*", ORDINAL));
  }

  /** A source that the simulator plays needs no address and no client of its own. */
  private static void synthetic(ConfigSourceContext context, Map<String, String> derived) {
    Set<String> names = new TreeSet<>();
    context
        .iterateNames()
        .forEachRemaining(
            key -> {
              Matcher switched = SYNTHETIC.matcher(key);
              if (switched.matches() && value(context, key).filter("true"::equals).isPresent()) {
                names.add(switched.group(1));
              }
            });
    if (names.isEmpty()) {
      return;
    }
    String url = "http://127.0.0.1:" + value(context, "audit.simulator.port").orElse("8089") + "/";
    for (String name : names) {
      String source = "audit.sources." + name + ".";
      derived.put(source + "api-url", url + name);
      derived.put(source + "token-url", url + name + "/oauth/token");
      derived.put(source + "client-id", name + "-client");
      derived.put(
          source + "client-secret", value(context, "audit.simulator.secret").orElse("synthetic"));
    }
    value(context, "audit.simulator.tenants").map(List::of).ifPresent(names::addAll);
    derived.put("audit.simulator.enabled", "true");
    derived.put("audit.simulator.tenants", String.join(",", names));
  }

  private static Optional<String> value(ConfigSourceContext context, String key) {
    return Optional.ofNullable(context.getValue(key))
        .map(ConfigValue::getValue)
        .filter(text -> !text.isBlank());
  }
}
