package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.auditcaravan.config.Fault;
import org.auditcaravan.deadletter.DeadLetter;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Filter;
import org.auditcaravan.deadletter.State;
import org.auditcaravan.source.Instants;
import org.auditcaravan.source.Sources;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes note of dead letters or gaps that nobody will repair: who, when and why are kept. */
@Command(name = "dismiss", description = "Takes note of dead letters, or of gaps, for good.")
public final class DismissCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "Numbers of dead letters, as replay lists them.")
  List<Long> ids = List.of();

  @Option(names = "--gap", description = "Gaps instead of dead letters.")
  boolean gap;

  @Option(names = "--source", description = "Only those of this source.")
  Optional<String> source;

  @Option(names = "--reason", description = "Only dead letters with this reason.")
  Optional<String> reason;

  @Option(names = "--from", description = "Where the gaps begin, in RFC 3339.")
  Optional<String> from;

  @Option(names = "--to", description = "Where they end.")
  Optional<String> to;

  @Option(names = "--because", required = true, description = "Why nothing needs to be done.")
  String because;

  @Option(names = "--dry-run", description = "Only lists them.")
  boolean dryRun;

  @Spec CommandSpec spec;
  @Inject Sources sources;
  @Inject DeadLetters letters;
  @Inject GapNotes notes;
  @Inject InstantSource clock;

  @Override
  public Integer call() {
    if (because.isBlank()) {
      throw new Fault("--because is empty: say why nothing needs to be done");
    }
    source.ifPresent(sources::get);
    PrintWriter out = spec.commandLine().getOut();
    if (gap) {
      gaps(out);
    } else {
      letters(out);
    }
    out.flush();
    return 0;
  }

  private void gaps(PrintWriter out) {
    if (source.isEmpty()
        || from.isEmpty()
        || to.isEmpty()
        || !ids.isEmpty()
        || reason.isPresent()) {
      throw new Fault("--gap needs --source, --from and --to, and nothing else: name the time");
    }
    notes.take(
        out,
        source.get(),
        Instants.parse("--from", from.get()),
        Instants.parse("--to", to.get()),
        because.strip(),
        dryRun);
  }

  private void letters(PrintWriter out) {
    if (from.isPresent() || to.isPresent()) {
      throw new Fault("--from and --to belong to gaps: add --gap, or leave them out");
    }
    if (ids.isEmpty() && source.isEmpty() && reason.isEmpty()) {
      throw new Fault("nothing is named: give numbers of dead letters, --source or --reason");
    }
    List<DeadLetter> open = open();
    LetterLines.print(out, open);
    if (dryRun) {
      out.printf("%d dead letters would be dismissed%n", open.size());
      return;
    }
    int dismissed =
        open.stream().collect(Collectors.groupingBy(DeadLetter::source)).values().stream()
            .mapToInt(
                some ->
                    letters.dismiss(
                        some, System.getProperty("user.name"), because.strip(), clock.instant()))
            .sum();
    out.printf("%d dead letters are dismissed%n", dismissed);
  }

  private List<DeadLetter> open() {
    List<DeadLetter> found =
        ids.isEmpty()
            ? letters.all(Filter.open(source, reason.map(LetterLines::reason)))
            : ids.stream().map(this::letter).toList();
    return found.stream().filter(letter -> letter.state() == State.OPEN).toList();
  }

  private DeadLetter letter(long id) {
    return letters
        .find(id)
        .orElseThrow(
            () -> new Fault("there is no dead letter " + id + ": replay --dry-run lists them"));
  }
}
