package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.auditcaravan.archive.ArchiveReader;
import org.auditcaravan.config.Fault;
import org.auditcaravan.rebuild.Rebuilder;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.HeldLeases;
import org.auditcaravan.window.LeaseLost;
import org.auditcaravan.window.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Restores the ledger from the archive alone, while every replica is stopped. */
@Command(name = "rebuild", description = "Restores the ledger from the archive alone.")
public final class RebuildCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Inject Sources sources;
  @Inject Ledger ledger;
  @Inject HeldLeases leases;
  @Inject ArchiveReader archive;
  @Inject Rebuilder rebuilder;
  @Inject InstantSource clock;

  @Override
  public Integer call() {
    try {
      for (Source source : sources.all()) {
        ledger.sources().register(source.name(), source.api().name(), clock.instant());
        take(source.name());
      }
      boolean failed = false;
      for (Source source : sources.all()) {
        failed |= !rebuild(source);
      }
      boolean left = leftOut();
      spec.commandLine().getOut().flush();
      return failed ? 1 : left ? Commands.INCOMPLETE : 0;
    } finally {
      leases.release();
    }
  }

  /** All leases first: nothing changes while a replica is running. */
  private long take(String source) {
    return leases
        .acquire(source)
        .orElseThrow(
            () ->
                new Fault(
                    "source "
                        + source
                        + " is in work by replica "
                        + ledger.rebuild().holder(source).orElse("of another name")
                        + ": stop every replica of the service, then run rebuild again"));
  }

  private boolean rebuild(Source source) {
    PrintWriter out = spec.commandLine().getOut();
    Instant begin = clock.instant();
    try {
      Rebuilder.Found found =
          rebuilder.rebuild(source, take(source.name()), days(out, source.name()));
      found.orphans().forEach(key -> out.printf("%s: no manifest names %s%n", source.name(), key));
      out.printf(
          "%s: restored from %d manifests and %d acts in %d s, %d objects are named by none%n",
          source.name(),
          found.manifests(),
          found.acts(),
          Duration.between(begin, clock.instant()).toSeconds(),
          found.orphans().size());
      return true;
    } catch (LeaseLost e) {
      spec.commandLine()
          .getErr()
          .println(source.name() + " is not rebuilt, because a replica was started meanwhile");
    } catch (Fault e) {
      spec.commandLine().getErr().println(e.getMessage());
    }
    return false;
  }

  private static Consumer<int[]> days(PrintWriter out, String source) {
    return done -> {
      if (done[0] * 10 / done[1] > (done[0] - 1) * 10 / done[1]) {
        out.printf("%s: %d of %d days%n", source, done[0], done[1]);
        out.flush();
      }
    };
  }

  /** Sources that the archive has and that are not configured: their ledger is not restored. */
  private boolean leftOut() {
    TreeSet<String> unknown = new TreeSet<>();
    sources.all().forEach(source -> unknown.addAll(archive.sources(source)));
    unknown.removeIf(name -> sources.find(name).isPresent());
    unknown.forEach(
        name ->
            spec.commandLine()
                .getOut()
                .printf(
                    "%s is in the archive, but is no enabled source: to restore it, configure and"
                        + " enable it, then run rebuild again%n",
                    name));
    return !unknown.isEmpty();
  }
}
