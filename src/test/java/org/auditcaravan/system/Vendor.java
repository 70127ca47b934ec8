package org.auditcaravan.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.simulator.Faults;
import org.auditcaravan.simulator.Simulator;
import org.auditcaravan.simulator.Traffic.Asked;
import org.auditcaravan.source.TestSources;

/** One organisation that is read in one mode, with a clock, faults and a truth of its own. */
final class Vendor implements AutoCloseable {
  private static final List<String> SERVICES =
      List.of("PeoplePermissions", "ContactCenter", "Directory");

  /** By how much a request goes beyond its window, by default. */
  private static final Duration OVERLAP = Duration.ofSeconds(1);

  private final Mode mode;
  private final String source;
  private final History history;
  private final Path truth;
  private final Simulator simulator;
  private volatile Duration ahead = Duration.ZERO;

  /** An event that the source asks for. */
  private record Event(String id, Instant at, String service, String sha256) {}

  /**
   * @param folder gets the truth
   * @param further keys of the simulator
   */
  Vendor(Mode mode, String source, History history, Path folder, Map<String, String> further) {
    this.mode = mode;
    this.source = source;
    this.history = history;
    this.truth = folder.resolve(source + ".jsonl");
    Map<String, String> keys = new HashMap<>();
    keys.put("tenants", source);
    keys.put("port", "0");
    keys.put("seed", "7");
    keys.put("events", String.valueOf(history.events()));
    keys.put("span", history.span().toString());
    keys.put("until", history.until().toString());
    keys.put("truth", truth.toString());
    keys.put("requests-per-minute", "1000000");
    keys.put("vendor.auditlogs-requests", "1000000");
    keys.put("vendor.async-polls", "0");
    keys.put("vendor.slow-by", "PT1S");
    keys.putAll(further);
    Map<String, String> prefixed = new HashMap<>();
    keys.forEach((key, value) -> prefixed.put("simulator." + key, value));
    simulator =
        new Simulator(TestSources.config(prefixed).simulator(), () -> Instant.now().plus(ahead));
    simulator.start();
  }

  Mode mode() {
    return mode;
  }

  String source() {
    return source;
  }

  /** Sets by how much its clock is ahead of the true time. */
  void ahead(Duration span) {
    ahead = span;
  }

  Faults faults() {
    return simulator.faults();
  }

  /** How many of its answers were spoiled so far. */
  int struck() {
    return simulator.faults().injected().values().stream().mapToInt(Long::intValue).sum();
  }

  /** How many of its answers were spoiled by this fault. */
  long struck(String fault) {
    return simulator.faults().injected().getOrDefault(fault, 0L);
  }

  /** Makes a service read all of it. */
  void readBy(ServiceProcess service) {
    String key = "audit.sources." + source + ".";
    service
        .with(key + "api", mode.api)
        .with(key + "api-url", simulator.url(source).toString())
        .with(key + "token-url", simulator.url(source) + "/oauth/token")
        .with(key + "client-id", source + "-client")
        .with(key + "client-secret", "synthetic")
        .with(key + "schedule", "0/2 * * * * ?")
        .with(key + "start", history.from().toString())
        .with(key + "window", history.window().toString())
        .with(key + "backfill-window", history.window().toString())
        .with(key + "settle", "PT1S")
        .with(key + "page-size", String.valueOf(history.page()))
        .with(key + "requests-per-minute", "6000");
    if (mode != Mode.LOGS) {
      service.with(key + "mode", mode.name().toLowerCase(Locale.ROOT));
    }
    if (mode == Mode.REALTIME) {
      service.with(key + "services", String.join(",", SERVICES));
    }
  }

  /** The SHA-256 of each event that the source asks for, as its api serves it, by id. */
  Map<String, String> truth() {
    Map<String, String> hashes = new HashMap<>();
    events().forEach(event -> hashes.put(event.id, event.sha256));
    return hashes;
  }

  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try {
      for (String line : Files.readAllLines(truth)) {
        JsonNode event = json.readTree(line);
        String service = event.get("service").textValue();
        if (mode != Mode.REALTIME || SERVICES.contains(service)) {
          events.add(
              new Event(
                  event.get("id").textValue(),
                  Instant.parse(event.get("eventDate").textValue()),
                  service,
                  event.get(mode.hash).textValue()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The truth " + truth + " cannot be read.", e);
    }
    return events;
  }

  /** How many pages of events it has served. */
  int pages() {
    return simulator.traffic().pages().values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The pages beyond those that one read of each window takes. */
  int extraPages() {
    List<Event> events = events();
    return simulator.traffic().pages().entrySet().stream()
        .mapToInt(served -> Math.max(0, served.getValue() - needed(events, served.getKey())))
        .sum();
  }

  /** What was read more often than needed. */
  List<String> again() {
    List<Event> events = events();
    return simulator.traffic().pages().entrySet().stream()
        .filter(served -> served.getValue() > needed(events, served.getKey()))
        .map(served -> served + " instead of " + needed(events, served.getKey()))
        .toList();
  }

  /** The pages of the largest window. */
  int largestWindow() {
    List<Event> events = events();
    Map<Instant, Integer> pages = new HashMap<>();
    simulator
        .traffic()
        .pages()
        .keySet()
        .forEach(asked -> pages.merge(asked.from(), needed(events, asked), Integer::sum));
    return pages.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /**
   * The pages that a faultless read takes; its interval holds both its ends. That a window is empty
   * is asked twice where an early result would be empty, too.
   */
  private int needed(List<Event> events, Asked asked) {
    int results = count(events, asked, asked.from(), asked.to());
    int inside = count(events, asked, asked.from().plus(OVERLAP), asked.to().minus(OVERLAP));
    int pages = Math.max(1, (results + history.page() - 1) / history.page());
    return mode == Mode.ASYNC && inside == 0 ? 2 * pages : pages;
  }

  private static int count(List<Event> events, Asked asked, Instant from, Instant to) {
    return (int)
        events.stream()
            .filter(event -> asked.service() == null || asked.service().equals(event.service))
            .filter(event -> !event.at.isBefore(from) && !event.at.isAfter(to))
            .count();
  }

  @Override
  public void close() {
    simulator.close();
  }
}
