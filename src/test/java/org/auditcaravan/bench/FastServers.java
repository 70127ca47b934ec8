package org.auditcaravan.bench;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A vendor of contract A and a search engine that answer as fast as they can, in a process of their
 * own. Each path {@code /<organisation>/} below the vendor's has events from {@code from} until
 * {@code to}; the engine takes every document, and {@code /count} says how many there were, and how
 * many bytes.
 */
public final class FastServers {
  private static final byte[] ACCEPTED = "{\"index\":{\"status\":201}}".getBytes();

  private final GuidePages pages = new GuidePages();
  private final AtomicLong documents = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();

  /** Arguments: port. */
  public static void main(String[] args) {
    FastServers servers = new FastServers();
    Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1))
        .createHttpServer(new HttpServerOptions().setMaxFormAttributeSize(-1))
        .requestHandler(servers::serve)
        .listen(Integer.parseInt(args[0]), "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private void serve(HttpServerRequest request) {
    String path = request.path();
    request.response().putHeader("Content-Type", "application/json");
    if (path.endsWith("/auditlogs")) {
      requests.incrementAndGet();
      request.response().end(page(path, request.params()));
    } else if (path.equals("/count")) {
      request.response().end(documents + " " + bytes + " " + requests);
    } else if (path.equals("/reset")) {
      documents.set(0);
      bytes.set(0);
      requests.set(0);
      request.response().end();
    } else if (path.endsWith("/_bulk")) {
      request.body().onSuccess(body -> request.response().end(take(body)));
    } else if (path.endsWith("/oauth/token")) {
      request
          .body()
          .onSuccess(
              body ->
                  request
                      .response()
                      .end(
                          """
          {"access_token":"t","expires_in":86400}"""));
    } else {
      // The engine's template; and objects, for those who put them here.
      boolean get = request.method().equals(HttpMethod.GET);
      request.response().setStatusCode(get ? 404 : 200);
      request.body().onSuccess(body -> request.response().end(get ? "{}" : "{\"ack\":true}"));
    }
  }

  /** The path is {@code /<first slot>-<slot after the last>/...}. */
  private Buffer page(String path, MultiMap query) {
    String[] history = path.split("/")[1].split("-");
    long from = Math.max(Long.parseLong(history[0]), slot(query.get("dateFrom"), 1));
    long to = Math.min(Long.parseLong(history[1]), slot(query.get("dateTo"), 0));
    String token = query.get("pageToken");
    long slot = token == null ? from : Long.parseLong(token);
    return slot < to
        ? pages.page(slot, slot + 1 == to)
        : Buffer.buffer("{\"entities\":[],\"nextPage\":null}");
  }

  /** Requests reach a second over both ends of their window; whole slots are served. */
  private static long slot(String time, int overlap) {
    return Instant.parse(time).plusSeconds(overlap).getEpochSecond() / GuidePages.SLOT.toSeconds();
  }

  private Buffer take(Buffer body) {
    int lines = 0;
    for (byte octet : body.getBytes()) {
      lines += octet == '\n' ? 1 : 0;
    }
    int items = lines / 2;
    Buffer answer = Buffer.buffer(items * (ACCEPTED.length + 1) + 40);
    answer.appendString("{\"errors\":false,\"items\":[");
    for (int i = 0; i < items; i++) {
      answer.appendBytes(ACCEPTED).appendByte((byte) (i + 1 < items ? ',' : ']'));
    }
    documents.addAndGet(items);
    bytes.addAndGet(body.length());
    return answer.appendByte((byte) '}');
  }
}
