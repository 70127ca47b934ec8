package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.archive.Json;
import org.auditcaravan.cli.Holdings.Holding;
import org.auditcaravan.verify.Span;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.verify.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks whether the archive, or a copy of it, is what was once written; it needs no ledger. */
@Command(name = "verify", description = "Looks whether the archive is what was once written.")
public final class VerifyCommand implements Callable<Integer> {
  @Option(names = "--source", description = "The source's name; without it all of the archive.")
  Optional<String> source;

  @Option(names = "--from", description = "The first UTC day, yyyy-MM-dd.")
  Optional<LocalDate> from;

  @Option(names = "--to", description = "The last UTC day, yyyy-MM-dd.")
  Optional<LocalDate> to;

  @Mixin ArchiveOptions archive;

  @Option(names = "--json", description = "Print one line of JSON.")
  boolean json;

  @Spec CommandSpec spec;
  @Inject Holdings holdings;
  @Inject InstantSource clock;

  @Override
  public Integer call() {
    return Holdings.reading(this::verify);
  }

  private int verify() throws IOException {
    Verifier verifier = new Verifier(holdings.trusted(archive), Holdings.heads(archive));
    List<Verdict> verdicts = new ArrayList<>();
    for (Map.Entry<String, Holding> one : holdings.of(archive, source).entrySet()) {
      verdicts.add(
          verifier.verify(
              one.getValue().copy(),
              one.getValue().prefix(),
              one.getKey(),
              new Span(from, to),
              Looking.progress(spec, clock)));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(Json.write(verdicts), StandardCharsets.UTF_8));
    } else {
      verdicts.forEach(verdict -> print(out, verdict));
    }
    out.flush();
    if (!verdicts.stream().allMatch(Verdict::intact)) {
      return 1;
    }
    return verdicts.stream().allMatch(Verdict::complete) ? 0 : Commands.INCOMPLETE;
  }

  /** The lines that people read. */
  static void print(PrintWriter out, Verdict verdict) {
    verdict
        .findings()
        .forEach(
            finding ->
                out.printf(
                    "%s: %s%s %s: %s%n",
                    verdict.source(),
                    finding.damage() ? "DAMAGE " : "",
                    finding.kind().text(),
                    finding.object(),
                    finding.sentence()));
    out.printf(
        "%s: %s, %d digests, %d days, %d objects, %d bytes, %d records, %d of them as Parquet%n",
        verdict.source(),
        verdict.intact() ? "intact" : "NOT INTACT",
        verdict.digests(),
        verdict.days(),
        verdict.objects(),
        verdict.bytes(),
        verdict.records(),
        verdict.parquetRecords());
  }
}
