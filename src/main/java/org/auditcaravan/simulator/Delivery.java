package org.auditcaravan.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** Brings one answer to the client, whole or, where a fault wants it so, otherwise. */
final class Delivery {
  private static final byte[] HTML =
      "<!DOCTYPE html><html><head><title>502</title></head><body>Bad gateway</body></html>\n"
          .getBytes(StandardCharsets.UTF_8);

  private static final int DROPS = 16;

  private final Vertx vertx;
  private final HttpServerResponse response;
  private final HttpConnection connection;
  private final String correlationId;

  Delivery(
      Vertx vertx,
      HttpServerResponse response,
      HttpConnection connection,
      String correlationId,
      Instant now) {
    this.vertx = vertx;
    this.response = response;
    this.connection = connection;
    this.correlationId = correlationId;
    response.putHeader("ININ-Correlation-Id", correlationId);
    response.putHeader(
        "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
    // Who goes away before the end is the client's business.
    response.exceptionHandler(failure -> {});
  }

  String correlationId() {
    return correlationId;
  }

  /** Sends the answer as the fault wants it; an empty fault is none. */
  void send(Answer answer, String fault, Duration slowBy) {
    byte[] body = answer.body();
    switch (fault) {
      case "hang" -> {}
      case "slow" -> vertx.setTimer(Math.max(1, slowBy.toMillis()), timer -> send(answer));
      case "html" -> send(Answer.of(200, "text/html; charset=utf-8", HTML));
      case "html-203" -> send(Answer.of(203, "text/html; charset=utf-8", HTML));
      case "empty" -> send(Answer.json(200, new byte[0]));
      case "truncate" -> send(Answer.json(answer.status(), Arrays.copyOf(body, body.length / 2)));
      case "drip" -> {
        head(answer);
        response.putHeader("Content-Length", Integer.toString(body.length));
        drip(body, 0, Math.max(1, slowBy.toMillis() / DROPS));
      }
      case "reset" -> {
        head(answer);
        response.putHeader("Content-Length", Integer.toString(body.length));
        response
            .write(Buffer.buffer(Arrays.copyOf(body, body.length / 2)))
            .onComplete(written -> connection.close());
      }
      default -> send(answer);
    }
  }

  /** Sends the rest of a body drop by drop. */
  private void drip(byte[] body, int from, long pauseMillis) {
    int to = Math.min(body.length, from + body.length / DROPS + 1);
    Buffer drop = Buffer.buffer(Arrays.copyOfRange(body, from, to));
    if (to == body.length) {
      response.end(drop);
    } else {
      response
          .write(drop)
          .onSuccess(done -> vertx.setTimer(pauseMillis, timer -> drip(body, to, pauseMillis)));
    }
  }

  void send(Answer answer) {
    head(answer);
    response.end(Buffer.buffer(answer.body()));
  }

  /** Sends a file piece by piece, at the client's pace; a fault may end it after the first. */
  void send(Download download, String fault) {
    response.putHeader("Content-Type", "application/json").setChunked(true);
    pump(download, fault);
  }

  private void pump(Download download, String fault) {
    byte[] piece = download.piece();
    if (piece == null) {
      response.end();
      return;
    }
    Future<Void> written = response.write(Buffer.buffer(piece));
    switch (fault) {
      case "reset" -> written.onComplete(done -> connection.close());
      case "truncate" -> response.end();
      default -> written.onSuccess(done -> vertx.runOnContext(next -> pump(download, fault)));
    }
  }

  private void head(Answer answer) {
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
  }
}
