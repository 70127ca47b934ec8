package org.auditcaravan.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;

/** The README's table of what a quota is enough for follows from the defaults. */
class CapacityTest {
  private static final List<String> APIS =
      List.of(
          "genesys-audits",
          "genesys-auditlogs",
          "genesys-audit-events",
          "genesys-analytics-events",
          "azure-devops-audit");
  private static final Duration DAY = Duration.ofDays(1);

  /** An asynchronous query is submitted and looked at twice before its pages are there. */
  private static final int QUERY = 3;

  @Test
  void theReadmeSaysWhatAQuotaIsEnoughFor() throws IOException {
    StringBuilder table =
        new StringBuilder(
            """

            | api | events an hour | requests a day | sources on one quota | a day of backfill | backfill of all that is kept |
            | --- | ---: | ---: | ---: | ---: | ---: |
            """);
    for (String api : APIS) {
      Source source = TestSources.acme(api, Map.of("organization", "o", "tenant", "t"));
      for (int events : new int[] {100, 10_000}) {
        table.append(row(source, events));
      }
    }
    assertThat(Files.readString(Path.of("README.md")))
        .contains("<!-- capacity -->" + table + "<!-- /capacity -->");
  }

  private static String row(Source source, int eventsAnHour) {
    Duration live = source.config().window();
    Duration backfill = source.config().backfillWindow();
    // What is filled in is older than its rechecks, and is read once.
    int reads = 1 + source.config().recheck().size();
    long daily = reads * DAY.dividedBy(live) * read(source, live, eventsAnHour);
    long filled = DAY.dividedBy(backfill) * read(source, backfill, eventsAnHour);
    double quota = source.requestsPerMinute() * (1 - source.config().reserve());
    long kept = source.vendorRetention().toDays();
    double rest = quota - daily / (double) DAY.toMinutes();
    return String.format(
        Locale.ROOT,
        "| `%s` | %,d | %,d | %,d | %,d requests | %,d days in %s |%n",
        source.api().name(),
        eventsAnHour,
        daily,
        (long) (quota * DAY.toMinutes() / daily),
        filled,
        kept,
        text(kept * filled / rest));
  }

  private static long read(Source source, Duration window, int eventsAnHour) {
    long events = eventsAnHour * window.toMinutes() / 60;
    long pages = Math.max(1, (events + source.pageSize() - 1) / source.pageSize());
    return pages + (source.api().name().equals("genesys-audits") ? QUERY : 0);
  }

  private static String text(double minutes) {
    return minutes < 120
        ? String.format(Locale.ROOT, "%.0f min", minutes)
        : String.format(Locale.ROOT, "%.1f h", minutes / 60);
  }
}
