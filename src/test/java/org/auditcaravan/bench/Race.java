package org.auditcaravan.bench;

import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One of a contest, while the servers count. */
final class Race {
  private final Counter counter;
  private final String who;
  private final long begun = System.nanoTime();
  private double seconds;
  private double cpu;
  private double peak;

  Race(Counter counter, String who) {
    this.counter = counter;
    this.who = who;
    counter.reset();
  }

  /** Looks at a process again and again, since what has ended cannot be asked any more. */
  void run(long pid, BooleanSupplier works) {
    while (works.getAsBoolean()) {
      try {
        cpu = Usage.cpuSeconds(pid);
        peak = Usage.megabytes(pid, "VmHWM");
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (UncheckedIOException | NoSuchElementException ended) {
        break;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    seconds = (System.nanoTime() - begun) / 1e9;
  }

  Sample sample(int events, long allocated) {
    long[] count = counter.count();
    if (count[0] != (long) events * GuidePages.CHANGES && !who.equals("floor")) {
      throw new IllegalStateException(who + " sent " + count[0] + " documents");
    }
    return new Sample(who, events, seconds, cpu, allocated, peak, count[1]);
  }
}
