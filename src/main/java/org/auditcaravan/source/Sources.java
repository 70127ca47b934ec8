package org.auditcaravan.source;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.AuditConfig.SourceConfig;
import org.auditcaravan.config.Fault;

/** The sources that are read, by name. */
public final class Sources {
  private final Map<String, Source> byName = new LinkedHashMap<>();

  /**
   * Completes every enabled source.
   *
   * @throws Fault when one is incomplete or contradicts another
   */
  public Sources(AuditConfig config) {
    ApiDefinitions definitions = new ApiDefinitions(config.routes().overlay());
    new TreeMap<>(config.sources())
        .forEach(
            (name, settings) -> {
              if (settings.enabled()) {
                byName.put(
                    name,
                    new Source(
                        name,
                        settings,
                        definitions.get(settings.api()),
                        simulated(config, settings)));
              }
            });
  }

  /** The sources that the simulator plays are told by their address. */
  private static boolean simulated(AuditConfig config, SourceConfig settings) {
    return config.simulator().enabled()
        && settings
            .apiUrl()
            .filter(
                url ->
                    url.getPort() == config.simulator().port()
                        && ("127.0.0.1".equals(url.getHost()) || "localhost".equals(url.getHost())))
            .isPresent();
  }

  /** All enabled sources, by name. */
  public Collection<Source> all() {
    return byName.values();
  }

  /** The names of all enabled sources. */
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** The enabled source of that name, if there is one. */
  public Optional<Source> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The enabled source of that name.
   *
   * @throws Fault when there is none
   */
  public Source get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new Fault(
                    "There is no enabled source "
                        + name
                        + ": use one of "
                        + byName.keySet()
                        + ", or add audit.sources."
                        + name
                        + ".api"));
  }
}
