package org.auditcaravan.system;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auditcaravan.config.AuditConfig.SimulatorConfig;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.simulator.Simulator;
import org.auditcaravan.source.TestSources;

/**
 * Three simulated organisations, outside of the service's process so that a kill leaves them as
 * they are: {@code auto} and {@code live} speak the audit API (asynchronous and realtime query),
 * {@code guide} contract A. Their history ends shortly after their start, and some of its last
 * events become visible late.
 */
final class Organisations implements AutoCloseable {
  /** The sources, which are also the tenants. */
  static final List<String> SOURCES = List.of("auto", "live", "guide");

  private static final List<String> SERVICES =
      List.of(
          "PeoplePermissions",
          "ContactCenter",
          "Directory",
          "Telephony",
          "Outbound",
          "Architect",
          "Quality",
          "WorkforceManagement");
  private static final int HISTORY_MINUTES = 60;
  private static final Map<String, String> FAULTS =
      Map.ofEntries(
          Map.entry("429", "0.03"),
          Map.entry("401", "0.01"),
          Map.entry("500", "0.03"),
          Map.entry("503", "0.03"),
          Map.entry("reset", "0.02"),
          Map.entry("truncate", "0.02"),
          Map.entry("html", "0.02"),
          Map.entry("empty", "0.02"),
          Map.entry("repeat", "0.05"),
          Map.entry("late", "0.2"));

  private final Path truth;
  private final Instant until;
  private final Simulator simulator;

  /**
   * @param events how many each of them has
   */
  Organisations(Path folder, int events, long seed) {
    this(folder, events, seed, Instant.now().plusSeconds(75));
  }

  /**
   * @param until the end of their history, cut to the minute
   */
  Organisations(Path folder, int events, long seed, Instant until) {
    this.until = until.truncatedTo(ChronoUnit.MINUTES);
    truth = folder.resolve("truth.jsonl");
    Map<String, String> keys = new HashMap<>();
    keys.put("tenants", String.join(",", SOURCES));
    keys.put("port", "0");
    keys.put("seed", String.valueOf(seed));
    keys.put("events", String.valueOf(events));
    keys.put("span", "PT" + HISTORY_MINUTES + "M");
    keys.put("until", this.until.toString());
    keys.put("truth", truth.toString());
    keys.put("requests-per-minute", "1000000");
    keys.put("vendor.auditlogs-requests", "1000000");
    keys.put("vendor.async-polls", "0");
    keys.put("vendor.redirect-above", "700");
    keys.put("vendor.late-by", "PT20S");
    FAULTS.forEach((fault, share) -> keys.put("faults." + fault, share));
    Map<String, String> prefixed = new HashMap<>();
    keys.forEach((key, value) -> prefixed.put("simulator." + key, value));
    SimulatorConfig config = TestSources.config(prefixed).simulator();
    simulator = new Simulator(config, Clock.systemUTC());
    simulator.start();
  }

  /** The first instant after their history. */
  Instant until() {
    return until;
  }

  /** Makes a service read all of it; rechecks come after the last late event. */
  void readBy(ServiceProcess service) {
    for (String source : SOURCES) {
      String key = "audit.sources." + source + ".";
      service
          .with(key + "api", source.equals("guide") ? "genesys-auditlogs" : "genesys-audits")
          .with(key + "api-url", simulator.url(source).toString())
          .with(key + "token-url", simulator.url(source) + "/oauth/token")
          .with(key + "client-id", source + "-client")
          .with(key + "client-secret", "synthetic")
          .with(key + "schedule", "0/2 * * * * ?")
          .with(key + "start", until.minus(HISTORY_MINUTES, ChronoUnit.MINUTES).toString())
          .with(key + "window", "PT1M")
          .with(key + "backfill-window", "PT2M")
          .with(key + "settle", "PT1S")
          .with(key + "recheck", "PT10S,PT25S,PT30S")
          .with(key + "page-size", "100")
          .with(key + "requests-per-minute", "6000");
    }
    service
        .with("audit.sources.live.mode", "realtime")
        .with("audit.sources.live.services", String.join(",", SERVICES))
        .with("audit.retry.pause-millis", "50")
        .with("audit.retry.longest-pause-millis", "500")
        .with("audit.retry.window-pause", "PT1S");
  }

  /** How often each fault has struck so far. */
  Map<String, Long> faults() {
    return simulator.faults().injected();
  }

  /** The SHA-256 of each event that the source asks for, as its api serves it, by id. */
  Map<String, String> truth(String source) throws IOException {
    return Truth.of(
        truth,
        source.equals("guide") ? "auditlogSha256" : "sha256",
        event ->
            event.get("tenant").textValue().equals(source)
                && (!source.equals("live") || SERVICES.contains(event.get("service").textValue())));
  }

  @Override
  public void close() {
    simulator.close();
  }
}
