package org.auditcaravan.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/** Sums up the processor time and the allocated bytes of the calling thread, stage by stage. */
final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long thread = Thread.currentThread().getId();
  private final Map<Stage, long[]> sums = new EnumMap<>(Stage.class);
  private long cpu;
  private long bytes;

  Meter() {
    for (Stage stage : Stage.values()) {
      sums.put(stage, new long[2]);
    }
    begin();
  }

  private void begin() {
    cpu = THREADS.getCurrentThreadCpuTime();
    bytes = THREADS.getThreadAllocatedBytes(thread);
  }

  /** Counts what was spent since the last call for this stage. */
  void ends(Stage stage) {
    long[] sum = sums.get(stage);
    sum[0] += THREADS.getCurrentThreadCpuTime() - cpu;
    sum[1] += THREADS.getThreadAllocatedBytes(thread) - bytes;
    begin();
  }

  /** Writes the sums down: nanoseconds of processor time and allocated bytes. */
  void report(Properties results) {
    sums.forEach(
        (stage, sum) -> {
          results.setProperty("cpu." + stage, Long.toString(sum[0]));
          results.setProperty("bytes." + stage, Long.toString(sum[1]));
        });
  }
}
