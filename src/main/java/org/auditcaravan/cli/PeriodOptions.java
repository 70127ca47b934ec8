package org.auditcaravan.cli;

import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import org.auditcaravan.archive.ThisProcess;
import org.auditcaravan.cli.Holdings.Holding;
import org.auditcaravan.config.Fault;
import org.auditcaravan.evidence.Evidence;
import org.auditcaravan.evidence.Report;
import org.auditcaravan.sign.SigningKey;
import org.auditcaravan.verify.Verifier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Of which days of which source something is made for an auditor. */
final class PeriodOptions {
  @Option(names = "--source", required = true, description = "The source's name.")
  String source;

  @Option(names = "--from", required = true, description = "The first UTC day, yyyy-MM-dd.")
  LocalDate from;

  @Option(names = "--to", required = true, description = "The last UTC day, yyyy-MM-dd.")
  LocalDate to;

  @Mixin ArchiveOptions archive;

  /**
   * What is made of them.
   *
   * @throws Fault when there is no such archive, or the days are in the wrong order
   */
  Evidence of(Holdings holdings, Optional<SigningKey> signer, ThisProcess self, InstantSource clock)
      throws IOException {
    if (to.isBefore(from)) {
      throw new Fault("--from " + from + " is after --to " + to + ": exchange them");
    }
    Holding holding = holdings.of(archive, Optional.of(source)).get(source);
    return new Evidence(
        holding.copy(),
        holding.prefix(),
        source,
        from,
        to,
        new Verifier(holdings.trusted(archive), Holdings.heads(archive)),
        signer,
        self.productVersion(),
        clock.instant());
  }

  /** As {@code verify} would end. */
  static int code(Report report) {
    if (!report.verification().intact()) {
      return 1;
    }
    return report.verification().complete() ? 0 : Commands.INCOMPLETE;
  }
}
