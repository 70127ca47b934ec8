package org.auditcaravan.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.auditcaravan.source.TestSources;

/** Answers of the real audit API as the simulator would send them, without its HTTP server. */
public final class InventedPages {
  private static final Instant UNTIL = Instant.parse("2026-11-21T00:00:00Z");

  private final EventWriter writer;
  private final int size;

  /**
   * @param events how many events there are
   * @param size how many of them stand on a page
   */
  public InventedPages(int events, int size) {
    var config = TestSources.config(Map.of()).simulator();
    Seeded seeded = new Seeded(config.seed(), "acme");
    Timeline timeline = new Timeline(seeded, events, Duration.ofDays(30), UNTIL, 0);
    this.writer = new EventWriter(new Events(seeded, timeline, seeded.guid(0, 100)));
    this.size = size;
  }

  /** The page of that number, the first is 0. */
  public byte[] page(int number) throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream(size * 800);
    page.write("{\"entities\":[".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        page.write(',');
      }
      page.write(writer.write(number * size + i, false));
    }
    String end = "],\"pageSize\":%d,\"pageNumber\":%d}".formatted(size, number + 1);
    page.write(end.getBytes(StandardCharsets.US_ASCII));
    return page.toByteArray();
  }
}
