package org.auditcaravan.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The line to a real HTTP server, in the hand of a test: requests and answers pass whole, and
 * something may spoil them on their way.
 */
public final class Wire implements AutoCloseable {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "host",
          "connection",
          "content-length",
          "expect",
          "transfer-encoding",
          "upgrade",
          "proxy-connection",
          ":status");

  static {
    // Else each answer waits for the acknowledgement of its own head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final URI target;
  private final HttpServer server;
  private volatile Spoiler spoiler = (request, line) -> line.send(request);

  /**
   * A request; the names of its headers are in lower case.
   *
   * @param uri path and query as the client wrote them
   */
  public record Request(String method, URI uri, Map<String, List<String>> headers, byte[] body) {

    /** The path, decoded. */
    public String path() {
      return uri.getPath();
    }

    public Request with(byte[] other) {
      return new Request(method, uri, headers, other);
    }

    public Request without(String header) {
      Map<String, List<String>> rest = new TreeMap<>(headers);
      rest.remove(header);
      return new Request(method, uri, rest, body);
    }
  }

  /** An answer. */
  public record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    public static Answer of(int status, String contentType, byte[] body) {
      return new Answer(status, Map.of("content-type", List.of(contentType)), body);
    }

    public Answer with(byte[] other) {
      return new Answer(status, headers, other);
    }
  }

  /** The server behind the line. */
  public interface Line {
    Answer send(Request request) throws IOException;
  }

  /** What becomes of a request. */
  public interface Spoiler {
    /**
     * @return null when the connection breaks without an answer
     */
    Answer pass(Request request, Line line) throws IOException;
  }

  private Wire(URI target, SSLContext tls) {
    this.target = target;
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      if (tls == null) {
        server = HttpServer.create(address, 0);
      } else {
        HttpsServer secured = HttpsServer.create(address, 0);
        secured.setHttpsConfigurator(new OnlyKnown(tls));
        server = secured;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("No line can be opened.", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::receive);
    server.start();
  }

  /** A line to that server on which nothing is spoiled yet. */
  public static Wire to(URI target) {
    return new Wire(target, null);
  }

  /** The same in TLS, to whom the other side trusts. */
  public static Wire to(URI target, SSLContext tls) {
    return new Wire(target, tls);
  }

  private static final class OnlyKnown extends HttpsConfigurator {
    OnlyKnown(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters connection) {
      SSLParameters all = getSSLContext().getDefaultSSLParameters();
      all.setNeedClientAuth(true);
      connection.setSSLParameters(all);
    }
  }

  /** From now on, requests go this way. */
  public Wire spoil(Spoiler other) {
    spoiler = other;
    return this;
  }

  /** Where clients reach the server. */
  public URI url() {
    String start = server instanceof HttpsServer ? "https://localhost:" : "http://127.0.0.1:";
    return URI.create(start + server.getAddress().getPort());
  }

  private void receive(HttpExchange exchange) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            headers,
            exchange.getRequestBody().readAllBytes());
    Answer answer = answer(request);
    if (answer != null) {
      answer(exchange, answer, request.method().equals("HEAD"));
    }
    exchange.close();
  }

  private Answer answer(Request request) {
    try {
      return spoiler.pass(request, this::send);
    } catch (IOException e) {
      return null;
    }
  }

  private Answer send(Request request) throws IOException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(target.resolve(request.uri().toString()))
            .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!HOP_BY_HOP.contains(name)) {
                values.forEach(value -> builder.header(name, value));
              }
            });
    try {
      HttpResponse<byte[]> answer = client.send(builder.build(), BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void answer(HttpExchange exchange, Answer answer, boolean head)
      throws IOException {
    answer
        .headers()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!HOP_BY_HOP.contains(lower) || head && lower.equals("content-length")) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
