package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.archive.Hashes;
import org.auditcaravan.archive.ThisProcess;
import org.auditcaravan.config.Fault;
import org.auditcaravan.evidence.Evidence;
import org.auditcaravan.evidence.Report;
import org.auditcaravan.sign.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Packs all that an auditor needs of some days into one zip; it ends as verify does. */
@Command(name = "evidence", description = "Packs the evidence of some days for an auditor.")
public final class EvidenceCommand implements Callable<Integer> {
  @Mixin PeriodOptions period;

  @Option(
      names = "--out",
      defaultValue = ".",
      description = "The folder that the zip goes to, this one unless given.")
  Path out;

  @Option(
      names = "--policies",
      description = "A folder with the bucket's policies, packed as they are.")
  Optional<Path> policies = Optional.empty();

  @Spec CommandSpec spec;
  @Inject Holdings holdings;
  @Inject Optional<SigningKey> signer;
  @Inject ThisProcess self;
  @Inject InstantSource clock;

  @Override
  public Integer call() {
    policies
        .filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder -> {
              throw new Fault(
                  "--policies " + folder + " is no folder: correct it, or leave it out");
            });
    return Holdings.reading(this::pack);
  }

  private int pack() throws IOException {
    Evidence evidence = period.of(holdings, signer, self, clock);
    Path zip = Files.createDirectories(out).resolve("evidence-" + evidence.name() + ".zip");
    Report report = evidence.pack(zip, policies, Looking.progress(spec, clock));
    PrintWriter lines = spec.commandLine().getOut();
    lines.println(zip);
    lines.printf("sha256 %s%n", Hashes.hex(zip));
    VerifyCommand.print(lines, report.verification());
    lines.flush();
    return PeriodOptions.code(report);
  }
}
