package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.auditcaravan.config.Fault;
import org.auditcaravan.deadletter.DeadLetter;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Filter;
import org.auditcaravan.deadletter.Reason;
import org.auditcaravan.deadletter.Replay;
import org.auditcaravan.deadletter.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the open dead letters and has them delivered again, after a repair. */
@Command(name = "replay", description = "Delivers dead letters again after a repair.")
public final class ReplayCommand implements Callable<Integer> {
  private static final int PAGE = 1000;

  @Option(names = "--source", description = "Only those of this source.")
  Optional<String> source;

  @Option(names = "--reason", description = "Only those with this reason.")
  Optional<String> reason;

  @Option(names = "--dry-run", description = "Only lists them.")
  boolean dryRun;

  @Spec CommandSpec spec;
  @Inject DeadLetters letters;
  @Inject Replay replay;
  @Inject InstantSource clock;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<DeadLetter> open = open().stream().filter(Replay::repairable).toList();
    open.forEach(
        letter ->
            out.printf(
                "%d %s %s %s since %s, %d attempts: %s%n",
                letter.id(),
                letter.source(),
                letter.sink(),
                letter.reason().text(),
                letter.firstFailure(),
                letter.attempts(),
                letter.message()));
    if (dryRun) {
      out.printf("%d dead letters would be delivered again%n", open.size());
    } else {
      int windows = replay.ask(open, System.getProperty("user.name"), clock.instant());
      out.printf(
          "%d dead letters are asked for again, in %d windows: the service delivers them, and a"
              + " success closes them%n",
          open.size(), windows);
    }
    out.flush();
    return 0;
  }

  private List<DeadLetter> open() {
    Optional<Reason> known = reason.map(ReplayCommand::known);
    return Stream.iterate(
            page(known, 0),
            page -> !page.isEmpty(),
            page -> page(known, page.get(page.size() - 1).id()))
        .flatMap(List::stream)
        .toList();
  }

  private List<DeadLetter> page(Optional<Reason> known, long after) {
    return letters.list(new Filter(source, known, Optional.of(State.OPEN), after), PAGE);
  }

  private static Reason known(String text) {
    return Reason.of(text)
        .orElseThrow(
            () ->
                new Fault(
                    "--reason "
                        + text
                        + " is unknown: use one of "
                        + Stream.of(Reason.values())
                            .map(Reason::text)
                            .collect(Collectors.joining(", "))));
  }
}
