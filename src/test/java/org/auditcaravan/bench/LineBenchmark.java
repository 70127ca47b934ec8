package org.auditcaravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.auditcaravan.servers.Scratch;

/**
 * The packaged service from end to end, beside the guide's paginator and beside the least that the
 * work can cost, on the same pages and in the same run. Two volumes, of which one is five times the
 * other, tell the start from what each event costs. It is no test and judges nothing.
 *
 * <p>System properties: {@code bench.runs}, of which medians are shown, {@code bench.events}, the
 * larger volume, and {@code bench.sources}, how many sources share it in turn.
 */
public final class LineBenchmark {
  private final int runs = Integer.getInteger("bench.runs", 5);
  private final int large = Integer.getInteger("bench.events", 1_000_000);
  private final int small = large / 5;
  private final String[] sources = System.getProperty("bench.sources", "1,2,4,200").split(",");
  private final Map<String, List<Sample>> samples = new TreeMap<>();

  private LineBenchmark() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Scratch.folder().resolve("line"));
    LineBenchmark benchmark = new LineBenchmark();
    try (Contest contest = new Contest(folder)) {
      for (int run = 0; run < benchmark.runs; run++) {
        benchmark.run(contest);
      }
    } finally {
      Scratch.delete(folder.getParent());
    }
    benchmark.print();
  }

  private void run(Contest contest) {
    Sample first = add(contest.product(small, 1));
    add(contest.product(large, 1));
    for (String count : sources) {
      if (Integer.parseInt(count) > 1) {
        add(contest.product(large, Integer.parseInt(count)));
      }
    }
    int posted = (int) (first.posted() / small);
    for (int events : new int[] {small, large}) {
      add(contest.floor(events, posted));
      // It holds an hour at a time, so that fewer events tell as much.
      add(contest.paginator(events / 5));
    }
  }

  private Sample add(Sample sample) {
    System.err.println(sample);
    samples.computeIfAbsent(sample.who() + sample.events(), who -> new ArrayList<>()).add(sample);
    return sample;
  }

  private void print() {
    say("From end to end, Java %s, medians of %d", Runtime.version(), runs);
    say("%-28s %9s %9s %9s %12s %9s", "", "events", "seconds", "CPU s", "bytes/event", "peak MB");
    for (List<Sample> same : samples.values()) {
      say(
          "%-28s %,9d %9.1f %9.2f %,12.0f %9.0f",
          same.get(0).who(),
          same.get(0).events(),
          median(same, Sample::seconds),
          median(same, Sample::cpu),
          median(same, sample -> (double) sample.allocated() / sample.events()),
          median(same, Sample::peak));
    }
    say("");
    double product = steady("product, 1 source", small, large);
    double floor = steady("floor", small, large);
    double paginator = steady("paginator", small / 5, large / 5);
    say("%-44s %,9.0f", "events a CPU second, the product", product);
    say("%-44s %,9.0f", "events a CPU second, the floor", floor);
    say("%-44s %,9.0f", "events a CPU second, the guide's paginator", paginator);
    say("%-44s %8.1fx", "the product and the paginator", product / paginator);
    say("%-44s %8.0f %%", "the product and the floor", 100 * product / floor);
    say(
        "%-44s %8.2fx",
        "CPU for %.0f times the events".formatted((double) large / small),
        cpu("product, 1 source", large) / cpu("product, 1 source", small));
  }

  private double steady(String who, int few, int many) {
    return (many - few) / (cpu(who, many) - cpu(who, few));
  }

  private double cpu(String who, int events) {
    return median(samples.get(who + events), Sample::cpu);
  }

  private static double median(List<Sample> same, ToDoubleFunction<Sample> what) {
    double[] sorted = same.stream().mapToDouble(what).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
