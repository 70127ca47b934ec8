package org.auditcaravan.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auditcaravan.packaged.ServiceProcess;

/** The memory of a service while a drill runs, looked at twice a second. */
final class HeapCurve implements AutoCloseable {
  private static final Pattern HEAP =
      Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\",[^}]*} (\\S+)");
  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final ServiceProcess service;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<Long> heap = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> rss = Collections.synchronizedList(new ArrayList<>());

  HeapCurve(ServiceProcess service) {
    this.service = service;
    timer.scheduleWithFixedDelay(this::look, 0, 500, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      Matcher used = HEAP.matcher(service.get("/q/metrics").body());
      long bytes = 0;
      while (used.find()) {
        bytes += (long) Double.parseDouble(used.group(1));
      }
      Matcher kilobytes =
          RSS.matcher(Files.readString(Path.of("/proc/" + service.pid() + "/status")));
      heap.add(bytes >> 20);
      rss.add(kilobytes.find() ? Long.parseLong(kilobytes.group(1)) >> 10 : 0);
    } catch (IOException | RuntimeException e) {
      // Between two lives of the service there is nothing to see.
    }
  }

  /** The lowest heap of each tenth of the drill, in MiB: what was left after a collection. */
  List<Long> troughs() {
    List<Long> troughs = new ArrayList<>();
    List<Long> all = List.copyOf(heap);
    for (int tenth = 0; tenth < 10 && all.size() >= 10; tenth++) {
      troughs.add(
          Collections.min(all.subList(all.size() * tenth / 10, all.size() * (tenth + 1) / 10)));
    }
    return troughs;
  }

  /** The curve in one line. */
  @Override
  public String toString() {
    return "heap after collections, by tenths of the time, MiB: "
        + troughs()
        + "; highest "
        + (heap.isEmpty() ? 0 : Collections.max(heap))
        + "; resident highest "
        + (rss.isEmpty() ? 0 : Collections.max(rss))
        + ", last "
        + (rss.isEmpty() ? 0 : rss.get(rss.size() - 1))
        + "; "
        + heap.size()
        + " samples";
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
