package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.camel.quarkus.core.CamelRuntime;
import org.auditcaravan.config.Fault;
import org.auditcaravan.normalize.DryRun;
import org.auditcaravan.normalize.Normalizer;
import org.auditcaravan.normalize.Unknowns;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Checks configuration, routes and mappings as a start would, and shows what a mapping makes of a
 * saved page: its records on the standard output, one a line. Nothing is asked for or delivered.
 */
@Command(
    name = "validate",
    description = "Checks configuration, routes and mappings; shows the records of a saved page.")
public final class ValidateCommand implements Callable<Integer> {
  @Option(names = "--page", description = "The body of an answer of the vendor, saved as it is.")
  Optional<Path> page;

  @Option(names = "--source", description = "Whose page it is, where there is more than one.")
  Optional<String> source;

  @Spec CommandSpec spec;
  @Inject Sources sources;
  @Inject Normalizer normalizer;
  @Inject CamelRuntime camel;

  @Override
  public Integer call() {
    // The start checks everything; its routes stand still.
    camel.start();
    PrintWriter notes = spec.commandLine().getErr();
    notes.printf(
        "%d sources, %d routes: configuration, routes and mappings are good%n",
        sources.all().size(), camel.getCamelContext().getRoutesSize());
    int code = page.isPresent() ? dryRun(page.get(), notes) : 0;
    notes.flush();
    return code;
  }

  private int dryRun(Path file, PrintWriter notes) {
    PrintWriter out = spec.commandLine().getOut();
    DryRun.Made made =
        new DryRun(normalizer)
            .of(asked(), file, line -> out.println(new String(line, StandardCharsets.UTF_8)));
    out.flush();
    notes.printf(
        "%d events, %d records, %d left out by a rule, %d no objects, %d not normalised%n",
        made.events(), made.records(), made.excluded(), made.rejects(), made.faulty());
    Unknowns unknowns = normalizer.unknowns(asked());
    unknowns
        .members()
        .forEach((name, count) -> notes.printf("unknown member %s: %d events%n", name, count));
    unknowns
        .entityTypes()
        .forEach((name, count) -> notes.printf("unknown entity type %s: %d events%n", name, count));
    unknowns
        .values()
        .forEach((name, count) -> notes.printf("unknown value %s: %d events%n", name, count));
    return made.complete() ? 0 : Commands.INCOMPLETE;
  }

  private Source asked() {
    if (source.isEmpty() && sources.all().size() != 1) {
      throw new Fault("--page needs --source, since there are several: name one of them");
    }
    return source.map(sources::get).orElseGet(() -> sources.all().iterator().next());
  }
}
