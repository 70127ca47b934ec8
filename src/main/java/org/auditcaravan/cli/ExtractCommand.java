package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.quarkus.core.CamelRuntime;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Instants;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Progress;
import org.auditcaravan.window.SourceRow;
import org.auditcaravan.window.Windows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Reads an interval now. The request goes into the ledger; whoever holds the source's lease carries
 * it out, a running service or this process.
 */
@Command(name = "extract", description = "Reads an interval of a source now.")
public final class ExtractCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Option(names = "--source", required = true, description = "The source's name.")
  String source;

  @Option(names = "--from", required = true, description = "The first instant, in RFC 3339.")
  String from;

  @Option(names = "--to", required = true, description = "The first instant after it.")
  String to;

  @Spec CommandSpec spec;
  @Inject Sources sources;
  @Inject Ledger ledger;
  @Inject Windows windows;
  @Inject CamelRuntime camel;
  @Inject InstantSource clock;

  @Override
  public Integer call() throws InterruptedException {
    Source asked = sources.get(source);
    Instant first = Instants.parse("--from", from);
    Instant last = Instants.parse("--to", to);
    if (!first.isBefore(last)) {
      throw new Fault("--from " + first + " is not before --to " + last + ": exchange them");
    }
    camel.start();
    Instant begun = windows.now(asked.name());
    ProducerTemplate workers = camel.getCamelContext().createProducerTemplate();
    long id =
        ledger
            .requests()
            .request(asked.name(), first, last, System.getProperty("user.name"), clock.instant());
    PrintWriter out = spec.commandLine().getOut();
    ProgressLine line = new ProgressLine(out, clock);
    Progress progress;
    do {
      windows.due(asked.name());
      workers.sendBody("direct:wake", asked.name());
      Thread.sleep(LOOK.toMillis());
      refuseIfStopped(asked.name(), begun);
      progress = ledger.requests().progress(id).orElseThrow();
      line.show(progress);
    } while (!progress.finished());
    // A committed window may still be on its way to the other sinks.
    while (camel.getCamelContext().getInflightRepository().size() > 0) {
      Thread.sleep(LOOK.toMillis());
    }
    out.printf(
        "%s: %d windows read, %d events, %d records, %d failed, %d gaps%n",
        asked.name(),
        progress.done(),
        progress.events(),
        progress.records(),
        progress.failed(),
        progress.gaps());
    out.flush();
    return progress.failed() + progress.gaps() == 0 ? 0 : Commands.INCOMPLETE;
  }

  /** Nobody would go on with it: what stops the source has to be repaired first. */
  private void refuseIfStopped(String name, Instant begun) {
    SourceRow row = ledger.sources().find(name).orElseThrow();
    if (row.stoppedAt() != null && !row.stoppedAt().isBefore(begun)) {
      throw new Fault(row.stoppedBecause());
    }
  }
}
