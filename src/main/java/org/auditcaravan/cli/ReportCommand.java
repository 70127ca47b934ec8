package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.ThisProcess;
import org.auditcaravan.evidence.Evidence;
import org.auditcaravan.evidence.Report;
import org.auditcaravan.sign.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a report for an auditor, as a page and as JSON; it ends as verify does. */
@Command(name = "report", description = "Writes a report on some days for an auditor.")
public final class ReportCommand implements Callable<Integer> {
  @Mixin PeriodOptions period;

  @Option(
      names = "--out",
      defaultValue = ".",
      description = "The folder that it goes to, this one unless given.")
  Path out;

  @Option(names = "--json", description = "Print the report as JSON, too.")
  boolean json;

  @Spec CommandSpec spec;
  @Inject Holdings holdings;
  @Inject Optional<SigningKey> signer;
  @Inject ThisProcess self;
  @Inject InstantSource clock;

  @Override
  public Integer call() {
    return Holdings.reading(this::write);
  }

  private int write() throws IOException {
    Evidence evidence = period.of(holdings, signer, self, clock);
    Report report = evidence.report(out, Looking.progress(spec, clock));
    PrintWriter lines = spec.commandLine().getOut();
    if (json) {
      lines.println(new String(Json.write(report), StandardCharsets.UTF_8));
    } else {
      evidence.files(out).forEach(lines::println);
      VerifyCommand.print(lines, report.verification());
    }
    lines.flush();
    return PeriodOptions.code(report);
  }
}
