package org.auditcaravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The threads of a JVM by kind, with the processor time that the kernel counts for each. */
final class Threads {
  private static final double TICKS = 100;

  private Threads() {}

  /** Seconds of processor time by kind of thread; threads that have ended are left out. */
  static Map<String, Double> cpuSeconds(long pid) throws IOException {
    Map<String, Double> sums = new TreeMap<>();
    List<Path> tasks;
    try (Stream<Path> listed = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
      tasks = listed.toList();
    }
    for (Path task : tasks) {
      String stat;
      try {
        stat = Files.readString(task.resolve("stat"));
      } catch (IOException ended) {
        continue;
      }
      String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double seconds = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
      sums.merge(kind(name), seconds, Double::sum);
    }
    return sums;
  }

  private static String kind(String name) {
    if (name.startsWith("C1") || name.startsWith("C2")) {
      return "compiler " + name.substring(0, 2);
    }
    if (name.startsWith("VM ") || name.startsWith("GC ") || name.startsWith("G1 ")) {
      return "collector and VM";
    }
    if (name.startsWith("Camel")) {
      return "workers";
    }
    if (name.startsWith("JFR")) {
      return "recorder";
    }
    return "others";
  }
}
