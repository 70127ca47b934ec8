package org.auditcaravan.system;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A vendor of contract A that goes by a test's clock, also in its {@code Date} headers. Its
 * organisations are {@link Shelf shelves} of events that tests fill.
 */
final class StubVendor implements AutoCloseable {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
  private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final HttpServer server;

  StubVendor(InstantSource clock) {
    this.clock = clock;
    this.server =
        vertx
            .createHttpServer()
            .requestHandler(this::serve)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  /** The organisation of that name, empty at first. */
  Shelf organisation(String name) {
    return shelves.computeIfAbsent(name, made -> new Shelf());
  }

  /** For {@code api-url}; {@code /oauth/token} below it gives tokens. */
  URI url(String organisation) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/" + organisation);
  }

  private void serve(HttpServerRequest request) {
    Instant now = clock.instant();
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .putHeader(
            "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
    if (request.path().endsWith("/oauth/token")) {
      request.response().end("{\"access_token\":\"t\",\"expires_in\":86400}");
      return;
    }
    MultiMap query = request.params();
    String token = query.get("pageToken");
    Shelf shelf = shelves.get(request.path().split("/")[1]);
    shelf
        .page(
            Instant.parse(query.get("dateFrom")),
            Instant.parse(query.get("dateTo")),
            Integer.parseInt(query.get("pageSize")),
            token == null ? 0 : Integer.parseInt(token))
        .ifPresent(request.response()::end);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
