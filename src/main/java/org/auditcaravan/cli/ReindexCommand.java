package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Makes the index owe what the archive has: the lease holder fills it from the archive's parts,
 * never from the vendor.
 */
@Command(name = "reindex", description = "Fills the index again from the archive.")
public final class ReindexCommand implements Callable<Integer> {
  @Option(names = "--source", description = "The source's name; without it all sources.")
  Optional<String> source;

  @Option(names = "--from", description = "The first UTC day, yyyy-MM-dd.")
  Optional<LocalDate> from;

  @Option(names = "--to", description = "The last UTC day, yyyy-MM-dd.")
  Optional<LocalDate> to;

  @Spec CommandSpec spec;
  @Inject Sources sources;
  @Inject Ledger ledger;
  @Inject InstantSource clock;

  @Override
  public Integer call() {
    List<Source> asked =
        source.map(name -> List.of(sources.get(name))).orElseGet(() -> List.copyOf(sources.all()));
    Instant first = from.map(ReindexCommand::begin).orElse(Instant.EPOCH);
    Instant last = to.map(day -> begin(day.plusDays(1))).orElseGet(clock::instant);
    for (Source one : asked) {
      int owed = ledger.deliveries().owe(one.name(), "elasticsearch", first, last, clock.instant());
      spec.commandLine()
          .getOut()
          .printf("%s: %d window revisions go to the index again%n", one.name(), owed);
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static Instant begin(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
