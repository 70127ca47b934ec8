package org.auditcaravan.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auditcaravan.config.AuditConfig.SimulatorConfig;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.simulator.Faults;
import org.auditcaravan.simulator.Simulator;
import org.auditcaravan.source.TestSources;

/**
 * One simulated organisation with faults and habits of its own, outside of the service's process.
 * Its source has the same name.
 */
final class LyingVendor implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Path truth;
  private final Simulator simulator;
  private Set<String> services = Set.of();

  /**
   * @param keys below {@code audit.simulator.}
   */
  LyingVendor(Path folder, String name, Map<String, String> keys) {
    this.name = name;
    this.truth = folder.resolve(name + ".jsonl");
    Map<String, String> all = new HashMap<>();
    all.put("tenants", name);
    all.put("port", "0");
    all.put("truth", truth.toString());
    all.put("requests-per-minute", "1000000");
    all.put("vendor.auditlogs-requests", "1000000");
    all.put("vendor.async-polls", "0");
    all.putAll(keys);
    Map<String, String> prefixed = new HashMap<>();
    all.forEach((key, value) -> prefixed.put("simulator." + key, value));
    SimulatorConfig config = TestSources.config(prefixed).simulator();
    simulator = new Simulator(config, Clock.systemUTC());
    simulator.start();
  }

  String name() {
    return name;
  }

  Faults faults() {
    return simulator.faults();
  }

  /**
   * Makes a service read it.
   *
   * @param keys below {@code audit.sources.<name>.}
   */
  void readBy(ServiceProcess service, Map<String, String> keys) {
    Map<String, String> all = new HashMap<>();
    all.put("api", "genesys-audits");
    all.put("api-url", simulator.url(name).toString());
    all.put("token-url", simulator.url(name) + "/oauth/token");
    all.put("client-id", name + "-client");
    all.put("client-secret", "synthetic");
    all.put("schedule", "0/2 * * * * ?");
    all.put("settle", "PT1S");
    all.put("requests-per-minute", "6000");
    all.put("reconcile", "0");
    all.putAll(keys);
    all.forEach((key, value) -> service.with("audit.sources." + name + "." + key, value));
    services = all.containsKey("services") ? Set.of(all.get("services").split(",")) : Set.of();
  }

  /** The ids of the events that a faultless reader would have. */
  Set<String> truth() throws IOException {
    Set<String> ids = new HashSet<>();
    for (String line : Files.readAllLines(truth)) {
      JsonNode event = JSON.readTree(line);
      if (services.isEmpty() || services.contains(event.get("service").textValue())) {
        ids.add(event.get("id").textValue());
      }
    }
    return ids;
  }

  /**
   * How often the archive has each record, by event: the number of its records divided by how many
   * the event is to have; 1 for an event that is there once.
   */
  Map<String, Double> archived(ArchiveReader archive) {
    Map<String, Double> copies = new HashMap<>();
    archive.lines(
        name,
        line -> {
          JsonNode record = read(line);
          int changes = Math.max(1, record.path("changeCount").asInt());
          copies.merge(record.path("auditId").asText(), 1.0 / changes, Double::sum);
        });
    copies.replaceAll((id, share) -> Math.round(share * 1e6) / 1e6);
    return copies;
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("this is not JSON: " + json, e);
    }
  }

  static void close(List<LyingVendor> vendors) {
    vendors.forEach(LyingVendor::close);
  }

  @Override
  public void close() {
    simulator.close();
  }
}
