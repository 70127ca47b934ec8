package org.auditcaravan.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.auditcaravan.config.RouteFiles;
import org.auditcaravan.window.Acknowledgement;
import org.auditcaravan.window.Gap;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.SourceStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is covered, what is not and why, and what is still owed. */
@Command(name = "status", description = "Shows coverage, gaps, what sinks owe, and dead letters.")
public final class StatusCommand implements Callable<Integer> {
  private static final String ROW = "%-16s %-18s %-22s %9s %9s %7s %7s %7s%n";

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Spec CommandSpec spec;
  @Inject Ledger ledger;
  @Inject RouteFiles routes;
  @Inject InstantSource clock;

  /** What {@code --json} prints. */
  private record Report(List<SourceStatus> sources, Map<String, String> changedRoutes) {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<SourceStatus> all = ledger.statuses().all(clock.instant());
    if (json) {
      out.println(
          new ObjectMapper()
              .registerModule(new JavaTimeModule())
              .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
              .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(new Report(all, routes.differences())));
    } else {
      print(out, all);
    }
    out.flush();
    return all.stream().allMatch(SourceStatus::complete) ? 0 : Commands.INCOMPLETE;
  }

  private void print(PrintWriter out, List<SourceStatus> all) {
    out.printf(
        ROW, "source", "api", "covered to", "events", "records", "windows", "owed", "letters");
    for (SourceStatus status : all) {
      out.printf(
          ROW,
          status.source(),
          status.api(),
          status.coveredTo() == null ? "nothing yet" : status.coveredTo(),
          status.events(),
          status.records(),
          status.windows().getOrDefault("committed", 0L),
          sum(status.owed()),
          sum(status.deadLetters()));
    }
    for (SourceStatus status : all) {
      if (status.stoppedAt() != null) {
        out.printf(
            "%s: stopped since %s: %s%n",
            status.source(), status.stoppedAt(), status.stoppedBecause());
      }
      status.gaps().forEach(gap -> print(out, status.source(), gap));
      status.notes().forEach(note -> out.printf("%s: note: %s%n", status.source(), note));
      status.acknowledgements().stream()
          .filter(gap -> gap.closedAt() != null)
          .forEach(gap -> closed(out, status.source(), gap));
      status
          .deadLetters()
          .forEach(
              (reason, count) ->
                  out.printf("%s: %d dead letters: %s%n", status.source(), count, reason));
    }
    all.forEach(status -> Observations.of(status).forEach(out::println));
    routes.differences().forEach((file, how) -> out.printf("routes: %s is %s%n", file, how));
  }

  private static void print(PrintWriter out, String source, Gap gap) {
    out.printf(
        "%s: gap %s .. %s (%s)%s%s%s%n",
        source,
        gap.from(),
        gap.to(),
        gap.reason(),
        gap.sentence() == null ? "" : ": " + gap.sentence(),
        gap.recoverable()
            ? "; tried again at " + gap.nextTry() + ", recoverable until " + gap.recoverableUntil()
            : "; final",
        gap.acknowledgement() == null ? "" : "; " + acknowledged(gap.acknowledgement()));
  }

  private static void closed(PrintWriter out, String source, Acknowledgement gap) {
    out.printf(
        "%s: gap %s .. %s (%s), %s, closed at %s%n",
        source, gap.from(), gap.to(), gap.reason(), acknowledged(gap), gap.closedAt());
  }

  private static String acknowledged(Acknowledgement gap) {
    return "acknowledged by " + gap.who() + " at " + gap.at() + ": " + gap.because();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
