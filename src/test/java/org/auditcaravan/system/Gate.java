package org.auditcaravan.system;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.auditcaravan.simulator.Simulator;

/**
 * One address in front of the simulator's organisations, as a vendor's region is one address for
 * many: some of them can be made to hang, or to fail, while the others are served.
 */
final class Gate implements AutoCloseable {
  private static final Set<String> HOP_BY_HOP =
      Set.of("connection", "content-length", "transfer-encoding", "host", "upgrade");

  private final Simulator simulator;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(16);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, Duration> slow = new ConcurrentHashMap<>();
  private final Set<String> hanging = ConcurrentHashMap.newKeySet();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();

  Gate(Simulator simulator) {
    this.simulator = simulator;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  /** The address of an organisation. */
  URI url(String tenant) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + tenant);
  }

  /** From now on the organisation's API takes requests and never answers. */
  void hang(String tenant) {
    hanging.add(tenant);
  }

  /** From now on the organisation's API answers 500. */
  void fail(String tenant) {
    failing.add(tenant);
  }

  /** From now on each answer of the organisation's API takes so long. */
  void slow(String tenant, Duration by) {
    slow.put(tenant, by);
  }

  /** The organisation is well again; what hangs goes on hanging. */
  void heal(String tenant) {
    hanging.remove(tenant);
    failing.remove(tenant);
    slow.remove(tenant);
  }

  /** How many requests to the organisation's API have come. */
  long requests(String tenant) {
    return answers.getOrDefault(tenant, new AtomicLong()).get();
  }

  private void pass(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", 3);
    boolean api = path[2].startsWith("api/");
    if (api) {
      answers.computeIfAbsent(path[1], tenant -> new AtomicLong()).incrementAndGet();
    }
    if (api && hanging.contains(path[1])) {
      // Neither answered nor closed: the connection stays open for as long as the client likes.
      return;
    }
    if (api && failing.contains(path[1])) {
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
      return;
    }
    Duration wait = api ? slow.get(path[1]) : null;
    if (wait == null) {
      serve(exchange);
    } else {
      timer.schedule(() -> threads.execute(() -> serve(exchange)), wait.toMillis(), MILLISECONDS);
    }
  }

  private void serve(HttpExchange exchange) {
    try (exchange) {
      HttpResponse<byte[]> answer = forward(exchange);
      Headers headers = exchange.getResponseHeaders();
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!HOP_BY_HOP.contains(name)) {
                  headers.put(name, values);
                }
              });
      byte[] body = answer.body();
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      // Who goes away before the end is the client's business.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange)
      throws IOException, InterruptedException {
    URI target =
        URI.create("http://127.0.0.1:" + simulator.port()).resolve(exchange.getRequestURI());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .method(
                exchange.getRequestMethod(),
                BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    for (String name : Set.of("Authorization", "Content-Type", "Accept")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
