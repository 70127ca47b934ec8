package org.auditcaravan.pagination;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A vendor on the loopback interface that answers what it is told to, and notes what it is asked.
 */
public final class VendorStub implements AutoCloseable {

  /** What came in. */
  public record Call(
      String method, String path, String query, Map<String, String> headers, String body) {
    /** Method and path, as tests name an operation. */
    public String operation() {
      return method + " " + path;
    }
  }

  /** What goes out. */
  public record Answer(int status, Map<String, String> headers, byte[] body, boolean broken) {
    public static Answer json(String body) {
      return status(200, body);
    }

    public static Answer status(int status, String body) {
      return new Answer(
          status,
          Map.of("Content-Type", "application/json"),
          body.getBytes(StandardCharsets.UTF_8),
          false);
    }

    public Answer with(String name, String value) {
      Map<String, String> all = new java.util.HashMap<>(headers);
      all.put(name, value);
      return new Answer(status, all, body, broken);
    }

    /** The same, but the connection breaks in the middle of the body. */
    public Answer breakingOff() {
      return new Answer(status, headers, body, true);
    }
  }

  private final HttpServer server;
  private final Map<String, Deque<Function<Call, Answer>>> queued = new ConcurrentHashMap<>();
  private final Map<String, Function<Call, Answer>> usual = new ConcurrentHashMap<>();
  public final List<Call> calls = new CopyOnWriteArrayList<>();

  public VendorStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    answer("POST /oauth/token", Answer.json("{\"access_token\":\"t0\",\"expires_in\":86400}"));
    answer("GET /api/v2/tokens/me", Answer.json("{\"organization\":{\"id\":\"org-1\"}}"));
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** The usual answer of an operation. */
  public VendorStub answer(String operation, Answer answer) {
    usual.put(operation, call -> answer);
    return this;
  }

  public VendorStub answer(String operation, Function<Call, Answer> answer) {
    usual.put(operation, answer);
    return this;
  }

  /** Answers that come first, each once. */
  public VendorStub first(String operation, Answer... answers) {
    for (Answer answer : answers) {
      queued.computeIfAbsent(operation, key -> new ArrayDeque<>()).add(call -> answer);
    }
    return this;
  }

  /** The calls of one operation. */
  public List<Call> calls(String operation) {
    return calls.stream().filter(call -> call.operation().equals(operation)).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new ConcurrentHashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    Call call =
        new Call(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            exchange.getRequestURI().getRawQuery(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Function<Call, Answer> next;
    synchronized (this) {
      calls.add(call);
      Deque<Function<Call, Answer>> waiting = queued.get(call.operation());
      next = waiting == null || waiting.isEmpty() ? usual.get(call.operation()) : waiting.poll();
    }
    Answer answer =
        next == null ? Answer.status(404, "{\"code\":\"not.found\"}") : next.apply(call);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    if (answer.broken()) {
      exchange.getResponseBody().write(answer.body(), 0, answer.body().length / 2);
      exchange.getResponseBody().flush();
      exchange.close();
      return;
    }
    exchange.getResponseBody().write(answer.body());
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
