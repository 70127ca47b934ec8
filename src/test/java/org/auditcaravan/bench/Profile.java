package org.auditcaravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.Scratch;

/**
 * Where the packaged service spends its processor time, once it has warmed up for a third of the
 * events: by kind of thread as the kernel counts, and the workers' by step and by method as the
 * JVM's flight recorder samples them. It takes about a minute:
 *
 * <pre>mvn -Pbench package -Dbench.main=org.auditcaravan.bench.Profile -Dbench.events=300000</pre>
 *
 * <p>The recorder itself costs about a twentieth; without it, with {@code -Dbench.record=false},
 * there are only the figures by thread.
 */
public final class Profile {
  private static final int MOST = 30;

  private final int events = Integer.getInteger("bench.events", 300_000);
  private final int sources = Integer.getInteger("bench.sources", 1);
  private final boolean record = !System.getProperty("bench.record", "").equals("false");

  private Profile() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Scratch.folder().resolve("profile"));
    try (Contest contest = new Contest(folder)) {
      new Profile().run(contest, folder);
    } finally {
      Scratch.delete(folder.getParent());
    }
  }

  private void run(Contest contest, Path folder) throws IOException, InterruptedException {
    Path recording = folder.resolve("recording.jfr");
    try (ServiceProcess service =
        contest.service(folder.resolve("service"), events, sources, "s")) {
      if (record) {
        service.option("-XX:StartFlightRecording:settings=profile,filename=" + recording);
      }
      contest.counter().reset();
      service.start();
      await(contest, service, events / 3);
      Map<String, Double> before = Threads.cpuSeconds(service.pid());
      Instant from = Instant.now();
      int warm = indexed(contest);
      await(contest, service, events);
      Map<String, Double> after = Threads.cpuSeconds(service.pid());
      print(before, after, events - warm, service.pid());
      service.stop();
      if (record) {
        new Samples(recording, from).print(MOST);
      }
    }
  }

  private static void await(Contest contest, ServiceProcess service, int events)
      throws InterruptedException {
    while (indexed(contest) < events) {
      if (!service.isAlive()) {
        throw new IllegalStateException("the service has ended: " + service.output());
      }
      Thread.sleep(20);
    }
  }

  private static int indexed(Contest contest) {
    return (int) (contest.counter().count()[0] / GuidePages.CHANGES);
  }

  private static void print(
      Map<String, Double> before, Map<String, Double> after, int events, long pid) {
    double sum = 0;
    for (Map.Entry<String, Double> kind : after.entrySet()) {
      double spent = kind.getValue() - before.getOrDefault(kind.getKey(), 0.0);
      sum += spent;
      System.out.println(line("%-20s %8.2f CPU s %8.2f us/event", kind.getKey(), spent, events));
    }
    System.out.println(line("%-20s %8.2f CPU s %8.2f us/event", "all", sum, events));
    System.out.println(
        String.format(
            Locale.ROOT,
            "%,.0f events a CPU second, %,d bytes an event, peak %.0f MB",
            events / sum,
            Usage.allocated(pid) / events,
            Usage.megabytes(pid, "VmHWM")));
  }

  private static String line(String format, String kind, double spent, int events) {
    return String.format(Locale.ROOT, format, kind, spent, spent * 1e6 / events);
  }
}
