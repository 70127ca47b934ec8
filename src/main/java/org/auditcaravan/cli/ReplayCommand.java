package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.config.Fault;
import org.auditcaravan.deadletter.DeadLetter;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Filter;
import org.auditcaravan.deadletter.Replay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the open dead letters and has them delivered again, after a repair. */
@Command(name = "replay", description = "Delivers dead letters again after a repair.")
public final class ReplayCommand implements Callable<Integer> {
  private static final int FASTEST = 10_000;

  @Option(names = "--source", description = "Only those of this source.")
  Optional<String> source;

  @Option(names = "--reason", description = "Only those with this reason.")
  Optional<String> reason;

  @Option(names = "--dry-run", description = "Only lists them.")
  boolean dryRun;

  @Option(
      names = "--rate",
      defaultValue = "600",
      description = "Windows that are delivered in a minute, 600 unless given.")
  int rate;

  @Spec CommandSpec spec;
  @Inject DeadLetters letters;
  @Inject Replay replay;
  @Inject InstantSource clock;

  @Override
  public Integer call() {
    if (rate < 1 || rate > FASTEST) {
      throw new Fault("--rate " + rate + " is not a rate: give 1 to " + FASTEST + " a minute");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<DeadLetter> open =
        letters.all(Filter.open(source, reason.map(LetterLines::reason))).stream()
            .filter(Replay::repairable)
            .toList();
    LetterLines.print(out, open);
    if (dryRun) {
      out.printf("%d dead letters would be delivered again%n", open.size());
    } else {
      int windows = replay.ask(open, System.getProperty("user.name"), clock.instant(), rate);
      out.printf(
          "%d dead letters are asked for again, in %d windows: the service delivers them, and a"
              + " success closes them; what was on its way already is not asked for twice%n",
          open.size(), windows);
    }
    out.flush();
    return 0;
  }
}
