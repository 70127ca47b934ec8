package org.auditcaravan.cli;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.S3Clients;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.copy.Copying;
import org.auditcaravan.sign.PublicKeys;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.verify.BucketCopy;
import org.auditcaravan.verify.Finding;
import org.auditcaravan.verify.Span;
import org.auditcaravan.verify.Verdict;
import org.auditcaravan.verify.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies the archive to another prefix or bucket, and verifies it before and after. */
@Command(name = "copy", description = "Copies the archive to another prefix or bucket.")
public final class CopyCommand implements Callable<Integer> {
  private static final Span ALL = new Span(Optional.empty(), Optional.empty());

  /** After how many objects it says how far it has come. */
  private static final int SOME = 100;

  @Option(names = "--source", description = "The source's name; without it all sources.")
  Optional<String> source;

  @Option(names = "--to-bucket", description = "The other bucket; without it the same.")
  Optional<String> bucket;

  @Option(names = "--to-prefix", description = "The other prefix; without it the same.")
  Optional<String> prefix;

  @Option(names = "--to-region", description = "The other bucket's region; without it the same.")
  Optional<String> region;

  @Option(names = "--anchor", description = "Heads of chains from the second place: file, folder.")
  Optional<Path> anchor;

  @Spec CommandSpec spec;
  @Inject AuditConfig config;
  @Inject Sources sources;
  @Inject ArchivePlaces places;
  @Inject S3Clients clients;
  @Inject Copying copying;

  @Override
  public Integer call() throws IOException {
    List<Source> asked =
        source.map(name -> List.of(sources.get(name))).orElseGet(() -> List.copyOf(sources.all()));
    for (Source one : asked) {
      copy(one.name(), places.of(one));
    }
    return 0;
  }

  private void copy(String name, ArchivePlace from) throws IOException {
    ArchivePlace to =
        new ArchivePlace(
            bucket.orElse(from.bucket()),
            prefix.map(ArchivePlaces::trimmed).orElse(from.prefix()),
            region.orElse(from.region()));
    if (to.equals(from)) {
      throw new Fault("the archive lies there already: set --to-bucket or --to-prefix");
    }
    Verdict before = intact(name, from);
    PrintWriter err = spec.commandLine().getErr();
    Copying.Copied copied =
        copying.run(
            name,
            from,
            to,
            done -> {
              if (done[0] % SOME == 0) {
                err.printf("%s: %d of %d objects%n", name, done[0], done[1]);
                err.flush();
              }
            });
    Verdict after = intact(name, to);
    if (after.records() < before.records() || after.digests() < before.digests()) {
      throw new Fault(
          "the copy of source " + name + " has less than the archive: run the command again");
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %d objects copied, %d were there; the copy is intact, %d records, %d digests%n",
            name, copied.copied(), copied.there(), after.records(), after.digests());
    spec.commandLine().getOut().flush();
  }

  private Verdict intact(String name, ArchivePlace place) throws IOException {
    Verdict verdict =
        new Verifier(
                config.seal().publicKeys().map(PublicKeys::read),
                anchor.map(Verifier::heads).orElse(List.of()))
            .verify(
                new BucketCopy(clients.of(place), place.bucket()),
                place.prefix(),
                name,
                ALL,
                done -> {});
    verdict.findings().stream()
        .filter(finding -> finding.damage() || finding.kind() == Finding.Kind.UNREADABLE)
        .findFirst()
        .ifPresent(
            finding -> {
              throw new Fault(
                  "the archive of source %s in bucket %s is not intact: %s %s: %s; run verify"
                      .formatted(
                          name,
                          place.bucket(),
                          finding.kind().text(),
                          finding.object(),
                          finding.sentence()));
            });
    return verdict;
  }
}
