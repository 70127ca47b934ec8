package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.config.Fault;
import org.auditcaravan.seal.Day;
import org.auditcaravan.seal.Sealing;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Closes a day now, whether or not all of it is read: what comes later goes into an addendum. A
 * second time it changes nothing.
 */
@Command(name = "seal", description = "Closes a day of the archive now.")
public final class SealCommand implements Callable<Integer> {
  @Option(names = "--date", required = true, description = "The UTC day, yyyy-MM-dd.")
  LocalDate date;

  @Option(names = "--source", description = "The source's name; without it all sources.")
  Optional<String> source;

  @Spec CommandSpec spec;
  @Inject Sources sources;
  @Inject Ledger ledger;
  @Inject SealRoutes routes;
  @Inject InstantSource clock;

  @Override
  public Integer call() throws Exception {
    Instant end = date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    if (end.isAfter(clock.instant())) {
      throw new Fault("--date " + date + " is not over: a day is closed after midnight UTC");
    }
    List<Source> asked =
        source.map(name -> List.of(sources.get(name))).orElseGet(() -> List.copyOf(sources.all()));
    routes.start();
    boolean gaps = false;
    for (Source one : asked) {
      close(one.name());
      gaps |= !ledger.days().account(one.name(), date).gaps().isEmpty();
    }
    routes.anchor();
    return gaps ? Commands.INCOMPLETE : 0;
  }

  private void close(String name) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Day day = new Day(name, date);
    Sealing sealing;
    do {
      // What a crash left comes first.
      sealing = routes.close(day);
      if (sealing.link() == null) {
        out.printf("%s: %s is closed already%n", name, date);
      } else {
        String closed =
            Objects.toString(sealing.link().day(), "before " + sealing.link().horizon());
        out.printf("%s: %s is closed by %s%n", name, closed, sealing.link().key());
      }
      out.flush();
    } while (!sealing.answers(day));
  }
}
