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
   * @throws Fault when what an address is made of is missing or unknown
   */
  public Source(String name, SourceConfig config, ApiDefinition api, boolean simulated) {
    this.name = name;
    this.config = config;
    this.api = api;
    this.simulated = simulated;
    ApiDefinition.Addresses addresses = api.defaults().addresses();
    this.apiUrl = config.apiUrl().orElseGet(() -> address("api-url", addresses.apiUrl()));
    this.tokenUrl =
        config
            .tokenUrl()
            .orElseGet(() -> usesPat() ? apiUrl : address("token-url", addresses.tokenUrl()));
  }

  /** The address that the mapping gives, with what the operator's settings fill in. */
  private URI address(String name, String template) {
    String key = "audit.sources." + name() + ".";
    if (template == null) {
      throw new Fault(key + name + " is missing: set it to the vendor's address");
    }
    String address = template;
    if (address.contains("{domain}")) {
      address = address.replace("{domain}", domain());
    }
    address = filled(address, key, "organization", config.organization());
    return URI.create(filled(address, key, "tenant", config.tenant()));
  }

  private static String filled(String address, String key, String name, Optional<String> setting) {
    String place = "{" + name + "}";
    if (!address.contains(place)) {
      return address;
    }
    String value =
        setting
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .orElseThrow(
                () -> new Fault(key + name + " is missing: set it, the address is made of it"));
    if (!value.matches("[A-Za-z0-9._-]+")) {
      throw new Fault(
          key + name + "=" + value + " is no name: write it as it stands in the vendor's address");
    }
    return address.replace(place, value);
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

  /** How the client presents itself: basic, form, certificate or pat. */
  public String clientAuthentication() {
    return config
        .clientAuthentication()
        .map(String::strip)
        .orElse(api.defaults().addresses().clientAuthentication());
  }

  /** Whether a personal access token stands in the place of a token endpoint. */
  public boolean usesPat() {
    return clientAuthentication().equals("pat");
  }

  /** The OAuth scope that is asked for, if any. */
  public Optional<String> scope() {
    return config
        .scope()
        .or(() -> Optional.of(api.defaults().addresses().scope()))
        .map(String::strip)
        .filter(scope -> !scope.isEmpty());
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
