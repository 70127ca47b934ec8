package org.auditcaravan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;

/** What the {@link FastServers} have counted. */
final class Counter {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  Counter(String url) {
    this.url = url;
  }

  boolean answers() {
    try {
      get("/count");
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private String get(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets the servers begin to count again. */
  void reset() {
    get("/reset");
  }

  /** Documents and bytes that the engine has taken, and pages that the vendor was asked for. */
  long[] count() {
    return Stream.of(get("/count").split(" ")).mapToLong(Long::parseLong).toArray();
  }
}
