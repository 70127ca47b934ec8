package org.auditcaravan.archive;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real S3 server behind something that spoils requests or answers on their way. */
final class ProxiedS3 implements AutoCloseable {
  private static final Set<String> HOP_BY_HOP =
      Set.of("host", "connection", "content-length", "expect", "transfer-encoding", ":status");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<String> headers = ConcurrentHashMap.newKeySet();
  private final Set<String> lost = ConcurrentHashMap.newKeySet();
  private final HttpServer server;
  private final URI target;
  private final boolean conditions;
  private final boolean losing;

  private ProxiedS3(URI target, boolean conditions, boolean losing) throws IOException {
    this.target = target;
    this.conditions = conditions;
    this.losing = losing;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  /** A bucket that ignores {@code If-None-Match}. */
  static ProxiedS3 withoutConditions(URI target) throws IOException {
    return new ProxiedS3(target, false, false);
  }

  /** A line on which the first answer to each put is lost. */
  static ProxiedS3 losingEachFirstAnswer(URI target) throws IOException {
    return new ProxiedS3(target, true, true);
  }

  /** A line that spoils nothing. */
  static ProxiedS3 watching(URI target) throws IOException {
    return new ProxiedS3(target, true, false);
  }

  private void pass(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI().toString()))
            .method(
                method,
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              headers.add(lower);
              if (!HOP_BY_HOP.contains(lower) && (conditions || !lower.equals("if-none-match"))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<byte[]> answer = send(request.build());
    if (losing && method.equals("PUT") && lost.add(exchange.getRequestURI().getPath())) {
      exchange.close();
      return;
    }
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    answer
        .headers()
        .firstValue("content-length")
        .filter(length -> method.equals("HEAD"))
        .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The names of all headers that were sent, in lower case. */
  Set<String> headers() {
    return headers;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
