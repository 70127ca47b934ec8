package org.auditcaravan.source;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.AuditConfig.SourceConfig;
import org.auditcaravan.config.Fault;

/**
 * One audit feed that is read with one OAuth client: the operator's settings completed with what
 * follows from its api and region.
 */
public final class Source {
  private final String name;
  private final SourceConfig config;
  private final ApiDefinition api;
  private final URI apiUrl;
  private final URI tokenUrl;
  private final boolean simulated;

  /**
   * @param name the permanent name
   * @param config the operator's settings
   * @param api what the mapping file says about the api
   * @param simulated whether the vendor is the simulator
   * @throws Fault when neither a region nor addresses are given, or the region is unknown
   */
  public Source(String name, SourceConfig config, ApiDefinition api, boolean simulated) {
    this.name = name;
    this.config = config;
    this.api = api;
    this.simulated = simulated;
    this.apiUrl = config.apiUrl().orElseGet(() -> URI.create("https://api." + domain()));
    this.tokenUrl =
        config.tokenUrl().orElseGet(() -> URI.create("https://login." + domain() + "/oauth/token"));
  }

  private String domain() {
    String key = "audit.sources." + name + ".region";
    String id =
        config
            .region()
            .orElseThrow(() -> new Fault(key + " is missing: set it to one of " + Region.names()));
    return Region.of(id)
        .orElseThrow(
            () ->
                new Fault(
                    key + "=" + id.strip() + " is not a region: use one of " + Region.names()))
        .domain();
  }

  public String name() {
    return name;
  }

  public SourceConfig config() {
    return config;
  }

  public ApiDefinition api() {
    return api;
  }

  public URI apiUrl() {
    return apiUrl;
  }

  public URI tokenUrl() {
    return tokenUrl;
  }

  /** Whether the vendor is the simulator; such records say so and never share a real prefix. */
  public boolean simulated() {
    return simulated;
  }

  public Duration settle() {
    return config.settle().orElse(api.defaults().settle());
  }

  public Duration vendorRetention() {
    return config.vendorRetention().orElse(api.defaults().vendorRetention());
  }

  public int pageSize() {
    return config.pageSize().orElse(api.defaults().pageSize());
  }

  public int requestsPerMinute() {
    return config.requestsPerMinute().orElse(api.defaults().requestsPerMinute());
  }

  /** The services asked for, without blanks; empty means all. */
  public List<String> services() {
    return config.services().orElse(List.of()).stream()
        .map(String::strip)
        .filter(service -> !service.isEmpty())
        .toList();
  }

  public Map<String, String> filters() {
    return config.filters();
  }

  /** The first instant that is read, if the operator gave one. */
  public Optional<Instant> start() {
    return config.start().map(text -> Instants.parse("audit.sources." + name + ".start", text));
  }
}
