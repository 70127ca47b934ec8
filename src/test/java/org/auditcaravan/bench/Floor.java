package org.auditcaravan.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The least that the work can cost: the pages are fetched, each byte is parsed once, and as many
 * bytes as the product writes are compressed with the same codec, put into the archive and posted
 * to the search engine. What is written is each event's own bytes, again and again; nothing is
 * normalised, hashed, checked, remembered or tried again.
 */
public final class Floor {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int BULK = 5 * 1024 * 1024;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String vendor;
  private final String engine;
  private final String bucket;
  private final int bytesPerEvent;
  private final Path part;
  private final byte[] bulk = new byte[BULK];
  private final int[] begins = new int[GuidePages.SIZE + 1];
  private final int[] ends = new int[GuidePages.SIZE];
  private int events;
  private int filled;

  private Floor(String vendor, String engine, String bucket, int bytesPerEvent, Path part) {
    this.vendor = vendor;
    this.engine = engine;
    this.bucket = bucket;
    this.bytesPerEvent = bytesPerEvent;
    this.part = part;
  }

  /**
   * Arguments: vendor, engine, bucket, first hour, hours, bytes that the product posts an event.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path part = Files.createTempFile("floor-", ".zst");
    Floor floor = new Floor(args[0], args[1], args[2], Integer.parseInt(args[5]), part);
    Instant from = Instant.parse(args[3]);
    for (int hour = 0; hour < Integer.parseInt(args[4]); hour++) {
      floor.carry(from.plus(Duration.ofHours(hour)), hour);
    }
    Files.delete(part);
  }

  private void carry(Instant from, int number) throws IOException, InterruptedException {
    String query =
        "/api/v2/auditlogs?pageSize=1000&dateFrom=" + from + "&dateTo=" + from.plusSeconds(3600);
    String next = "";
    filled = 0;
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(part), 1)) {
      while (next != null) {
        byte[] page =
            http.send(
                    request(vendor + query + (next.isEmpty() ? "" : "&pageToken=" + next)).build(),
                    BodyHandlers.ofByteArray())
                .body();
        next = parse(page);
        for (int i = 0; i < events; i++) {
          for (int left = bytesPerEvent; left > 0; left -= ends[i] - begins[i]) {
            int count = Math.min(left, ends[i] - begins[i]);
            out.write(page, begins[i], count);
            post(page, begins[i], count);
          }
        }
      }
    }
    flush();
    send(request(bucket + "/floor-" + number).PUT(BodyPublishers.ofFile(part)));
  }

  /** Looks at each token, notes where events are, and gives back where the next page is. */
  private String parse(byte[] page) throws IOException {
    String next = null;
    events = 0;
    try (JsonParser json = JSON.createParser(page)) {
      int depth = 0;
      while (json.nextToken() != null) {
        switch (json.currentToken()) {
          case START_OBJECT -> {
            depth++;
            if (depth == 2) {
              begins[events] = (int) json.currentTokenLocation().getByteOffset();
            }
          }
          case END_OBJECT -> {
            depth--;
            if (depth == 1) {
              ends[events++] = (int) json.currentLocation().getByteOffset();
            }
          }
          case VALUE_STRING -> {
            json.getTextLength();
            next = depth == 1 ? json.getText() : next;
          }
          default -> {}
        }
      }
    }
    return next;
  }

  private void post(byte[] bytes, int from, int count) throws IOException, InterruptedException {
    if (filled + count > BULK) {
      flush();
    }
    System.arraycopy(bytes, from, bulk, filled, count);
    filled += count;
  }

  private void flush() throws IOException, InterruptedException {
    send(request(engine + "/_bulk").POST(BodyPublishers.ofByteArray(bulk, 0, filled)));
    filled = 0;
  }

  private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
    int status = http.send(request.build(), BodyHandlers.ofByteArray()).statusCode();
    if (status / 100 != 2) {
      throw new IOException("answered with " + status);
    }
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer t");
  }
}
