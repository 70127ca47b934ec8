package org.auditcaravan.bench;

import java.util.Properties;

/** What one run of {@link PagePath} printed. */
record Run(Properties results) {

  long number(String name) {
    return Long.parseLong(results.getProperty(name));
  }

  private double perEvent(double sum) {
    return sum / number("events");
  }

  /** Nanoseconds of the path's thread, without the reading of the file. */
  long cpu() {
    long sum = 0;
    for (Stage stage : Stage.values()) {
      sum += stage == Stage.READ ? 0 : cpu(stage);
    }
    return sum;
  }

  long cpu(Stage stage) {
    return number("cpu." + stage);
  }

  double share(Stage stage) {
    return 100.0 * cpu(stage) / cpu();
  }

  double nanosPerEvent(Stage stage) {
    return perEvent(cpu(stage));
  }

  double bytesPerEvent(Stage stage) {
    return perEvent(number("bytes." + stage));
  }

  double bytesPerEvent() {
    double sum = 0;
    for (Stage stage : Stage.values()) {
      sum += stage == Stage.READ ? 0 : bytesPerEvent(stage);
    }
    return sum;
  }

  double eventsPerSecond() {
    return 1e9 * number("events") / number("nanos");
  }

  /** By the time of the thread alone. */
  double eventsPerCpuSecond() {
    return 1e9 * number("events") / cpu();
  }

  /** By the time of the whole process: start, compiler, collector and reading included. */
  double eventsPerProcessCpuSecond() {
    return 1e9 * number("events") / number("processCpu");
  }
}
