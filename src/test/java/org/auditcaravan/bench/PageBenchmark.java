package org.auditcaravan.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.auditcaravan.simulator.InventedPages;

/**
 * The page path by itself: pages of invented events are parsed, told from repeats, normalised,
 * compressed into parts and made into bulk bodies, by one thread, each run in a process of its own
 * with little memory. {@code mvn -Pbench package}; it is no test and judges nothing.
 *
 * <p>System properties: {@code bench.runs} (how often; the median by processor time is shown) and
 * {@code bench.events} (the larger volume).
 */
public final class PageBenchmark {
  private static final int PAGE = 500;
  private static final int WINDOW = 10_000;
  private static final String MEMORY = "-Xmx256m";

  private final int runs = Integer.getInteger("bench.runs", 3);
  private final int most = Integer.getInteger("bench.events", 1_000_000);
  private final Path folder;
  private final Path pages;

  private PageBenchmark(Path folder) {
    this.folder = folder;
    this.pages = folder.resolve("pages");
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("page-benchmark-");
    PageBenchmark benchmark = new PageBenchmark(folder);
    try {
      benchmark.invent();
      benchmark.volumes();
      benchmark.codecs();
    } finally {
      Files.deleteIfExists(benchmark.pages);
      Files.delete(folder);
    }
  }

  private void invent() throws IOException {
    InventedPages invented = new InventedPages(most, PAGE);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(pages)))) {
      for (int number = 0; number < most / PAGE; number++) {
        byte[] page = invented.page(number);
        out.writeInt(page.length);
        out.write(page);
      }
    }
  }

  private void volumes() throws IOException, InterruptedException {
    Run small = median(WINDOW, WINDOW, "zstd", "1");
    Run large = median(most, WINDOW, "zstd", "1");
    Run whole = median(most, most, "zstd", "1");
    say("Page path, one thread, %s, Java %s, median of %d", MEMORY, Runtime.version(), runs);
    say(
        "an event: %d bytes, %.2f records, records of %d bytes",
        large.number("pageBytes") / most,
        (double) large.number("records") / most,
        large.number("plainBytes") / large.number("records"));
    say("");
    say("%-34s %12s %12s %12s", "events", grouped(WINDOW), grouped(most), grouped(most));
    say("%-34s %12s %12s %12s", "events in a window", grouped(WINDOW), grouped(WINDOW), "all");
    row("events/s", small.eventsPerSecond(), large.eventsPerSecond(), whole.eventsPerSecond());
    row(
        "events/CPU s, thread",
        small.eventsPerCpuSecond(),
        large.eventsPerCpuSecond(),
        whole.eventsPerCpuSecond());
    row(
        "events/CPU s, process with start",
        small.eventsPerProcessCpuSecond(),
        large.eventsPerProcessCpuSecond(),
        whole.eventsPerProcessCpuSecond());
    row(
        "bytes allocated/event",
        small.bytesPerEvent(),
        large.bytesPerEvent(),
        whole.bytesPerEvent());
    row(
        "bytes of parts/event",
        (double) small.number("partBytes") / WINDOW,
        (double) large.number("partBytes") / most,
        (double) whole.number("partBytes") / most);
    row("parts", small.number("parts"), large.number("parts"), whole.number("parts"));
    row(
        "peak resident memory, MB",
        small.number("peakKilobytes") / 1024.0,
        large.number("peakKilobytes") / 1024.0,
        whole.number("peakKilobytes") / 1024.0);
    say("");
    say("%-42s %8s %10s %12s", "stage at " + grouped(most), "share", "ns/event", "bytes/event");
    for (Stage stage : Stage.values()) {
      if (stage != Stage.READ) {
        say(
            "%-42s %6.1f %% %10.0f %12.0f",
            stage.label(),
            large.share(stage),
            large.nanosPerEvent(stage),
            large.bytesPerEvent(stage));
      }
    }
    say("");
  }

  private void codecs() throws IOException, InterruptedException {
    int events = Math.min(most, 200_000);
    say(
        "%-42s %10s %12s %12s",
        "codec at " + grouped(events), "ns/event", "bytes/event", "events/CPU s");
    for (String codec : List.of("gzip 1", "gzip 6", "zstd 1", "zstd 3")) {
      String[] parts = codec.split(" ");
      Run run = median(events, WINDOW, parts[0], parts[1]);
      say(
          "%-42s %10.0f %12.0f %12s",
          codec,
          run.nanosPerEvent(Stage.SPOOL),
          (double) run.number("partBytes") / events,
          grouped(run.eventsPerCpuSecond()));
    }
  }

  private Run median(int events, int window, String codec, String level)
      throws IOException, InterruptedException {
    List<Run> all = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      all.add(run(events, window, codec, level));
    }
    all.sort(Comparator.comparingLong(Run::cpu));
    return all.get(runs / 2);
  }

  private Run run(int events, int window, String codec, String level)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            MEMORY,
            "-cp",
            System.getProperty("java.class.path"),
            PagePath.class.getName(),
            pages.toString(),
            folder.toString(),
            Integer.toString(events),
            Integer.toString(window),
            codec,
            level);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Properties results = new Properties();
    results.load(process.getInputStream());
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the run failed, see above: " + String.join(" ", command));
    }
    return new Run(results);
  }

  private static void row(String label, double small, double large, double whole) {
    say("%-34s %12s %12s %12s", label, grouped(small), grouped(large), grouped(whole));
  }

  private static String grouped(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
