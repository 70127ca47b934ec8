package org.auditcaravan.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** The samples of a flight recording: of the workers' stacks, and of what was allocated. */
final class Samples {
  private static final String OURS = "org.auditcaravan.";

  /** What the bytecode of a step is busy with, where it is not our own. */
  private static final List<String> LIBRARIES =
      List.of(
          "software.amazon.awssdk.",
          "org.h2.",
          "org.jdbi.",
          "org.apache.hc.",
          "com.github.luben.",
          "com.fasterxml.",
          "org.auditcaravan.",
          "org.apache.camel.");

  private static final Set<String> SAMPLED =
      Set.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

  /** Native methods in which a thread uses no processor; most of their samples. */
  private static final Set<String> WAITS =
      Set.of("park", "read0", "poll", "accept", "epollWait", "wait", "socketRead0", "wait0");

  private final List<RecordedEvent> stacks = new ArrayList<>();
  private final List<RecordedEvent> allocations = new ArrayList<>();

  Samples(Path recording, Instant from) throws IOException {
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        String type = event.getEventType().getName();
        if (event.getStartTime().isBefore(from) || event.getStackTrace() == null) {
          continue;
        }
        if (SAMPLED.contains(type) && worker(event) && !waits(event)) {
          stacks.add(event);
        } else if (type.equals("jdk.ObjectAllocationSample")) {
          allocations.add(event);
        }
      }
    }
  }

  private static boolean worker(RecordedEvent event) {
    return event.getThread("sampledThread") != null
        && String.valueOf(event.getThread("sampledThread").getJavaName()).startsWith("Camel");
  }

  private static boolean waits(RecordedEvent event) {
    return event.getEventType().getName().equals("jdk.NativeMethodSample")
        && WAITS.contains(frames(event).get(0).getMethod().getName());
  }

  /** Prints the shares, at most so many of each kind. */
  void print(int most) {
    print("workers by step", stacks, Samples::step, event -> 1, most);
    print("workers by step and library", stacks, Samples::library, event -> 1, most);
    print("workers by own method", stacks, Samples::innermost, event -> 1, most);
    print("workers by method", stacks, event -> name(frames(event).get(0)), event -> 1, most);
    print("allocated by step", allocations, Samples::step, Samples::weight, most);
    print("allocated by own method", allocations, Samples::innermost, Samples::weight, most);
  }

  private static double weight(RecordedEvent event) {
    return event.getLong("weight");
  }

  private interface Weight {
    double of(RecordedEvent event);
  }

  private static void print(
      String title,
      List<RecordedEvent> events,
      Function<RecordedEvent, String> key,
      Weight weight,
      int most) {
    Map<String, Double> sums = new HashMap<>();
    double all = 0;
    for (RecordedEvent event : events) {
      sums.merge(key.apply(event), weight.of(event), Double::sum);
      all += weight.of(event);
    }
    double whole = all;
    System.out.println("\n" + title + " (" + events.size() + " samples)");
    sums.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(most)
        .forEach(
            sum ->
                System.out.println(
                    String.format(
                        Locale.ROOT, "%6.1f %%  %s", 100 * sum.getValue() / whole, sum.getKey())));
  }

  /** What a route called: our outermost method. */
  private static String step(RecordedEvent event) {
    String step = "Camel, and what it calls itself";
    for (RecordedFrame frame : frames(event)) {
      step = isOurs(frame) ? name(frame) : step;
    }
    return step;
  }

  private static String library(RecordedEvent event) {
    String step = step(event);
    for (RecordedFrame frame : frames(event)) {
      String type = frame.getMethod().getType().getName();
      for (String library : LIBRARIES) {
        if (type.startsWith(library)) {
          return step + " / " + library;
        }
      }
    }
    return step + " / Java";
  }

  private static String innermost(RecordedEvent event) {
    for (RecordedFrame frame : frames(event)) {
      if (isOurs(frame)) {
        return name(frame);
      }
    }
    return "none";
  }

  private static boolean isOurs(RecordedFrame frame) {
    return frame.getMethod().getType().getName().startsWith(OURS);
  }

  private static List<RecordedFrame> frames(RecordedEvent event) {
    return event.getStackTrace().getFrames();
  }

  private static String name(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }
}
