package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.archive.Json;
import org.auditcaravan.cli.Holdings.Holding;
import org.auditcaravan.config.Fault;
import org.auditcaravan.verify.Proof;
import org.auditcaravan.verify.Prover;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Shows the way of one record, from its line to the second place; it needs no ledger. It ends with
 * 0 (every link holds), 1 (one does not, or the record is not there) or 3 (it holds, as far as it
 * could be looked at).
 */
@Command(name = "prove", description = "Shows one record's way through the archive.")
public final class ProveCommand implements Callable<Integer> {
  @Option(names = "--record", required = true, description = "The record's id.")
  String record;

  @Option(names = "--source", description = "The source's name; else the begin of the id tells.")
  Optional<String> source = Optional.empty();

  @Option(names = "--date", description = "The UTC day of the event, which saves reading.")
  Optional<LocalDate> date = Optional.empty();

  @Mixin ArchiveOptions archive;

  @Option(names = "--json", description = "Print one line of JSON.")
  boolean json;

  @Spec CommandSpec spec;
  @Inject Holdings holdings;

  @Override
  public Integer call() {
    return Holdings.reading(this::prove);
  }

  private int prove() throws IOException {
    Map<String, Holding> all = holdings.of(archive, source);
    String owner =
        source
            .or(() -> all.keySet().stream().filter(this::begins).findFirst())
            .orElseThrow(this::nobodys);
    Proof proof =
        new Prover(holdings.trusted(archive), Holdings.heads(archive))
            .prove(all.get(owner).copy(), all.get(owner).prefix(), owner, record, date);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(Json.write(proof), StandardCharsets.UTF_8));
    } else {
      proof.steps().forEach(step -> print(out, step));
      out.printf(
          "%s: %s%n",
          record,
          !proof.holds()
              ? "does NOT hold"
              : proof.complete() ? "holds" : "holds as far as it could be looked at");
    }
    out.flush();
    return !proof.holds() ? 1 : proof.complete() ? 0 : Commands.INCOMPLETE;
  }

  private boolean begins(String name) {
    return record.startsWith(name + ":");
  }

  private Fault nobodys() {
    return new Fault(
        "--record " + record + " begins with the name of no source of the archive: add --source");
  }

  private static void print(PrintWriter out, Proof.Step step) {
    out.printf("%-8s  %-6s  %s%n", step.name(), step.state().text(), step.sentence());
    if (step.object() != null) {
      out.printf("%18s%s%n", "", step.object());
    }
    if (step.sha256() != null) {
      out.printf("%18ssha256 %s%n", "", step.sha256());
    }
  }
}
