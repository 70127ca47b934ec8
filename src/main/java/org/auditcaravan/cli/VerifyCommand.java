package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.Json;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.source.Sources;
import org.auditcaravan.verify.ArchiveCopy;
import org.auditcaravan.verify.BucketCopy;
import org.auditcaravan.verify.FolderCopy;
import org.auditcaravan.verify.Span;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.verify.Verifier;
import org.auditcaravan.verify.Workers.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks whether the archive, or a copy of it, is what was once written; it needs no ledger. */
@Command(name = "verify", description = "Looks whether the archive is what was once written.")
public final class VerifyCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Option(names = "--source", description = "The source's name; without it all of the archive.")
  Optional<String> source;

  @Option(names = "--from", description = "The first UTC day, yyyy-MM-dd.")
  Optional<LocalDate> from;

  @Option(names = "--to", description = "The last UTC day, yyyy-MM-dd.")
  Optional<LocalDate> to;

  @Option(names = "--copy", description = "A folder with a copy of the bucket, instead of it.")
  Optional<Path> copy;

  @Option(names = "--keys", description = "A folder of public keys; see audit.seal.public-keys.")
  Optional<Path> keys;

  @Option(names = "--anchor", description = "Heads of chains from the second place: file, folder.")
  Optional<Path> anchor;

  @Option(names = "--json", description = "Print one line of JSON.")
  boolean json;

  @Spec CommandSpec spec;
  @Inject AuditConfig config;
  @Inject Sources sources;
  @Inject ArchivePlaces places;
  @Inject S3Clients clients;
  @Inject InstantSource clock;

  /** An archive, or what of it one bucket holds. */
  private record Holding(ArchiveCopy copy, String prefix) {}

  @Override
  public Integer call() {
    try {
      return verify();
    } catch (IOException e) {
      throw new Fault(
          "the archive cannot be read: "
              + e.getMessage()
              + ": correct --copy, or the keys audit.sinks.s3",
          e);
    }
  }

  private int verify() throws IOException {
    Verifier verifier =
        new Verifier(
            keys.or(() -> config.seal().publicKeys()).map(PublicKeys::read),
            anchor.map(Verifier::heads).orElse(List.of()));
    List<Verdict> verdicts = new ArrayList<>();
    for (Map.Entry<String, Holding> one : holdings().entrySet()) {
      verdicts.add(
          verifier.verify(
              one.getValue().copy(),
              one.getValue().prefix(),
              one.getKey(),
              new Span(from, to),
              progress()));
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

  private Map<String, Holding> holdings() throws IOException {
    Map<String, Holding> holdings = new TreeMap<>();
    if (copy.isPresent()) {
      add(holdings, new Holding(new FolderCopy(copy.get()), config.sinks().s3().prefix()));
    } else {
      for (var one : sources.all()) {
        ArchivePlace place = places.of(one);
        add(
            holdings,
            new Holding(new BucketCopy(clients.of(place), place.bucket()), place.prefix()));
      }
    }
    source.ifPresent(name -> holdings.keySet().retainAll(List.of(name)));
    if (holdings.isEmpty()) {
      throw new Fault(
          "there is no archive of "
              + source.map(name -> "the source " + name).orElse("any source")
              + ": correct --source, --copy or the keys audit.sinks.s3");
    }
    return holdings;
  }

  private static void add(Map<String, Holding> holdings, Holding one) throws IOException {
    for (String name : Verifier.sources(one.copy(), one.prefix())) {
      holdings.putIfAbsent(name, one);
    }
  }

  private Consumer<Progress> progress() {
    AtomicReference<Instant> said = new AtomicReference<>(clock.instant());
    return progress -> {
      Instant last = said.get();
      Instant now = clock.instant();
      if (now.isAfter(last.plus(PAUSE)) && said.compareAndSet(last, now)) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf("%s: %d of %d objects%n", progress.source(), progress.done(), progress.of());
        err.flush();
      }
    };
  }

  private static void print(PrintWriter out, Verdict verdict) {
    verdict
        .findings()
        .forEach(
            finding ->
                out.printf(
                    "%s: %s%s %s: %s%n",
                    verdict.source(),
                    finding.damage() ? "DAMAGE " : "",
                    finding.kind().text(),
                    printable(finding.object()),
                    printable(finding.sentence())));
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

  /** Keys are whatever somebody made up: they write no lines of their own. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
