package org.auditcaravan.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.Child;
import org.auditcaravan.servers.Scratch;

/**
 * What a start costs, and standing by: the packaged service beside a bare application with the same
 * extensions, each with and without an archive of its classes, in turn. Both ask the same server
 * every second by Quartz, and have started before, so that their databases are there.
 */
public final class StartBenchmark {
  private static final Duration STANDING_BY = Duration.ofSeconds(10);

  private final int runs = Integer.getInteger("bench.runs", 5);
  private int started;

  /**
   * One start.
   *
   * @param seconds until the first request to the vendor
   * @param cpu seconds of processor time until then
   * @param resident MB, some time later
   */
  private record Start(double seconds, double cpu, double resident) {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Scratch.folder().resolve("start"));
    try (Contest contest = new Contest(folder)) {
      new StartBenchmark().run(contest, folder);
    } finally {
      Scratch.delete(folder.getParent());
    }
  }

  /** A process that has been started. */
  private record Started(long pid, AutoCloseable process) {}

  private record Contender(String name, Supplier<Started> start) {}

  private void run(Contest contest, Path folder) throws Exception {
    Path bare = BareApplication.build(Files.createDirectories(folder.resolve("bare")));
    List<Contender> contenders =
        List.of(
            new Contender("bare", () -> bare(contest, bare, "-Xshare:auto")),
            new Contender("bare, class archive", () -> bare(contest, bare, archive(bare))),
            new Contender("product", () -> product(contest, folder.resolve("product"))));
    List<List<Start>> starts = new ArrayList<>();
    for (Contender contender : contenders) {
      starts.add(new ArrayList<>());
      // The first start makes the database, and the archive of the bare application.
      start(contest, contender);
    }
    for (int run = 0; run < runs; run++) {
      for (int i = 0; i < contenders.size(); i++) {
        starts.get(i).add(start(contest, contenders.get(i)));
      }
    }
    say("Starts, Java %s, medians of %d", Runtime.version(), runs);
    say("%-28s %14s %10s %12s", "", "first request", "CPU s", "resident MB");
    for (int i = 0; i < contenders.size(); i++) {
      say(
          "%-28s %12.2f s %10.2f %12.0f",
          contenders.get(i).name(),
          median(starts.get(i), Start::seconds),
          median(starts.get(i), Start::cpu),
          median(starts.get(i), Start::resident));
    }
    for (int i = 0; i < 2; i++) {
      say(
          "%-28s %12.2f x %10.2f %12.2f",
          "product to " + contenders.get(i).name(),
          ratio(starts, i, Start::seconds),
          ratio(starts, i, Start::cpu),
          ratio(starts, i, Start::resident));
    }
  }

  /** With a source that has not been read yet, else nothing would be owed. */
  private Started product(Contest contest, Path folder) {
    String name = "s" + started++ + "-";
    ServiceProcess service = contest.service(folder, 0, 1, name);
    service.with("audit.sources." + name + "0.schedule", "* * * * * ?").start();
    return new Started(service.pid(), service);
  }

  private static Started bare(Contest contest, Path jar, String option) {
    Path folder = jar.getParent();
    List<String> command = new ArrayList<>(List.of(Child.java(), option));
    command.addAll(Contest.FORM);
    command.addAll(List.of("-Dbare.url=" + contest.asked(), "-jar", jar.toString()));
    Child child = Child.start("bare", folder, folder.resolve("log"), Map.of(), command);
    return new Started(child.pid(), child);
  }

  /** Made at the end of the first run that names it. */
  private static String archive(Path jar) {
    Path archive = jar.resolveSibling("classes.jsa");
    return (Files.exists(archive) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=")
        + archive;
  }

  private static Start start(Contest contest, Contender contender) throws Exception {
    contest.reset();
    long begun = System.nanoTime();
    Started started = contender.start().get();
    try (AutoCloseable process = started.process()) {
      while (contest.count()[2] == 0) {
        TimeUnit.MILLISECONDS.sleep(5);
        if (!ProcessHandle.of(started.pid()).filter(ProcessHandle::isAlive).isPresent()) {
          throw new IllegalStateException(contender.name() + " has ended: " + process);
        }
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      double cpu = Usage.cpuSeconds(started.pid());
      TimeUnit.SECONDS.sleep(STANDING_BY.toSeconds());
      return new Start(seconds, cpu, Usage.megabytes(started.pid(), "VmRSS"));
    }
  }

  private static double ratio(List<List<Start>> starts, int i, ToDoubleFunction<Start> what) {
    return median(starts.get(2), what) / median(starts.get(i), what);
  }

  private static double median(List<Start> starts, ToDoubleFunction<Start> what) {
    double[] sorted = starts.stream().mapToDouble(what).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
