package org.auditcaravan.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Stops the packaged service before each step of its routes, so that it can be killed there. The
 * steps are those of the route files: a copy of each, laid over the packaged ones as an operator
 * would, calls a server of the test before every step, and waits for its answer. The exchange is
 * left as it was.
 */
final class Probes implements AutoCloseable {
  private static final String HEAD = "# audit-caravan contract: 1\n";
  private static final YAMLMapper YAML = new YAMLMapper();

  /** What has come to a halt stands still for so long before it is killed. */
  private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(300);

  /** So long is waited for sources that have not come to a halt yet. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(3);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final boolean everySource;
  private final Map<Integer, String> steps = new TreeMap<>();
  private final Set<String> stopped = new HashSet<>();
  private final Set<Integer> reached = new TreeSet<>();
  private final Set<String> held = new HashSet<>();
  private long lastArrival;
  private CountDownLatch release = new CountDownLatch(1);

  /**
   * @param everySource whether each source is stopped at each step, or any one of them
   */
  Probes(boolean everySource) {
    this.everySource = everySource;
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("No server for probes can be opened.", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::arrive);
    server.start();
  }

  /** Lays over the route files of these names, which are all where none is given. */
  void lay(Path routes, Path overlay, Set<String> names) {
    try (Stream<Path> files = Files.list(routes)) {
      Files.createDirectories(overlay);
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        String route = name.replace(".camel.yaml", "");
        boolean counts = names.isEmpty() || names.contains(route);
        if (!name.equals(route) && (counts || route.equals("lease"))) {
          JsonNode tree = YAML.readTree(file.toFile());
          if (counts) {
            tree.findValues("from").forEach(from -> probe(route, from));
          }
          quicken(tree);
          Files.writeString(overlay.resolve(name), HEAD + YAML.writeValueAsString(tree));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The routes cannot be laid over.", e);
    }
  }

  /** Leases that end soon after a kill must be renewed as much sooner. */
  private static void quicken(JsonNode tree) {
    tree.findParents("period").stream()
        .filter(parameters -> parameters.path("period").asText().equals("5000"))
        .forEach(parameters -> ((ObjectNode) parameters).put("period", "500"));
  }

  private void probe(String route, JsonNode node) {
    if (node.isArray()) {
      node.forEach(element -> probe(route, element));
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (member.getKey().equals("steps")) {
        member.setValue(probed(route, member.getValue()));
      } else {
        probe(route, member.getValue());
      }
    }
  }

  private ArrayNode probed(String route, JsonNode list) {
    ArrayNode probed = YAML.createArrayNode();
    for (JsonNode step : list) {
      int number = steps.size();
      steps.put(number, route + " " + number + " " + name(step));
      probed.add(call(number));
      probed.add(step);
      probe(route, step);
    }
    return probed;
  }

  private ObjectNode call(int number) {
    ObjectNode call = YAML.createObjectNode();
    ObjectNode to = call.putObject("toD");
    to.put(
        "uri",
        "http://127.0.0.1:" + server.getAddress().getPort() + "/" + number + "/${variable.source}");
    to.put("variableSend", "probe-nothing");
    to.put("variableReceive", "probe-answer");
    // Else the path would travel in a header, and what was in that header would be gone.
    to.put("allowOptimisedComponents", "false");
    to.putObject("parameters")
        .put("httpMethod", "GET")
        .put("skipControlHeaders", "true")
        .put("skipRequestHeaders", "true")
        .put("skipResponseHeaders", "true")
        .put("throwExceptionOnFailure", "false");
    return call;
  }

  private static String name(JsonNode step) {
    Map.Entry<String, JsonNode> kind = step.properties().iterator().next();
    JsonNode what = kind.getValue();
    for (String told : List.of("id", "name", "uri", "method", "pattern")) {
      if (what.path(told).isTextual()) {
        return kind.getKey() + " " + what.path(told).textValue();
      }
    }
    return kind.getKey();
  }

  private void arrive(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    CountDownLatch until = stops(Integer.parseInt(path[1]), path.length > 2 ? path[2] : "");
    try {
      if (until != null) {
        until.await();
      }
      // A client that kept the line would find it cut when it has been idle for long.
      exchange.getResponseHeaders().set("Connection", "close");
      exchange.sendResponseHeaders(204, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    } catch (IOException e) {
      // Who was killed is not answered.
      exchange.close();
    }
  }

  private synchronized CountDownLatch stops(int step, String source) {
    reached.add(step);
    String place = everySource ? step + " " + source : String.valueOf(step);
    if (!stopped.add(place)) {
      return null;
    }
    held.add(source + " at " + steps.get(step));
    lastArrival = System.nanoTime();
    notifyAll();
    return release;
  }

  /**
   * Whether the service stands at a step, and nothing more has come to stand for a while.
   *
   * @param sources those that are waited for longer, since each stands at a step of its own
   */
  synchronized boolean holds(Set<String> sources) {
    boolean all = sources.stream().allMatch(this::stands);
    return !held.isEmpty() && System.nanoTime() - lastArrival > (all ? QUIET : PATIENCE);
  }

  private boolean stands(String source) {
    return held.stream().anyMatch(place -> place.startsWith(source + " at "));
  }

  /** Returns after a moment, or when something comes to a halt. */
  synchronized void waitBriefly() {
    try {
      wait(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the service ran.", e);
    }
  }

  /** The service is gone: what stood where. */
  synchronized List<String> released() {
    List<String> stood = new ArrayList<>(held);
    held.clear();
    release.countDown();
    release = new CountDownLatch(1);
    return stood;
  }

  /** How many stops there were. */
  synchronized int stops() {
    return stopped.size();
  }

  /** The steps that were never reached. */
  synchronized List<String> unreached() {
    return steps.entrySet().stream()
        .filter(step -> !reached.contains(step.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
