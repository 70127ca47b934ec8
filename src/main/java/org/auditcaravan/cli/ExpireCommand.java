package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.archive.Retention;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.expire.Expiry;
import org.auditcaravan.seal.Head;
import org.auditcaravan.seal.Horizon;
import org.auditcaravan.seal.Sealing;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.verify.ArchiveCopy.Stored;
import org.auditcaravan.verify.Verifier;
import org.auditcaravan.window.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets days go that are older than audit.archive.retain, behind a signed link that says so. */
@Command(name = "expire", description = "Lets days of the archive go that are old enough.")
public final class ExpireCommand implements Callable<Integer> {
  @Option(names = "--source", description = "The source's name; without it all sources.")
  Optional<String> source;

  @Option(names = "--anchor", description = "Heads of chains from the second place: file, folder.")
  Optional<Path> anchor;

  @Option(names = "--dry-run", description = "Say what would go, and change nothing.")
  boolean dryRun;

  @Spec CommandSpec spec;
  @Inject AuditConfig config;
  @Inject Sources sources;
  @Inject Ledger ledger;
  @Inject Expiry expiry;
  @Inject SealRoutes routes;
  @Inject InstantSource clock;

  @Override
  public Integer call() throws Exception {
    LocalDate first =
        Retention.of(config.archive())
            .orElseThrow(
                () ->
                    new Fault(
                        "audit.archive.retain is not set, so that all is kept for ever: set it to"
                            + " let days go"))
            .firstKept(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    List<Head> heads = anchor.map(Verifier::heads).orElse(List.of());
    List<Source> asked =
        source.map(name -> List.of(sources.get(name))).orElseGet(() -> List.copyOf(sources.all()));
    boolean refused = false;
    for (Source one : asked) {
      refused |= !expire(one, first, heads);
    }
    return refused ? 1 : 0;
  }

  private boolean expire(Source one, LocalDate first, List<Head> heads) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<Stored> old = expiry.before(one, first);
    long bytes = old.stream().mapToLong(Stored::bytes).sum();
    if (old.isEmpty() || dryRun) {
      out.printf(
          "%s: %d objects of days before %s, %d bytes%s%n",
          one.name(), old.size(), first, bytes, old.isEmpty() ? "" : ", would go");
      out.flush();
      return true;
    }
    boolean anchored = config.seal().anchorUri().isPresent();
    if (ledger.seals().horizon(one.name()).filter(day -> !day.isBefore(first)).isEmpty()) {
      expiry.check(one, first, anchored, heads);
      routes.start();
      Horizon horizon = new Horizon(one.name(), first);
      Sealing sealing;
      do {
        sealing = routes.close(horizon);
      } while (!sealing.answers(horizon));
      routes.anchor();
    }
    int gone =
        expiry.delete(
            one, first, old, kept -> out.printf("%s: not let go: %s%n", one.name(), kept));
    out.printf(
        "%s: %d of %d objects of days before %s are let go, %d bytes%n",
        one.name(), gone, old.size(), first, bytes);
    out.flush();
    return gone == old.size();
  }
}
