package org.auditcaravan.cli;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.auditcaravan.archive.JournalObjects;
import org.auditcaravan.archive.ThisProcess;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import picocli.CommandLine.ParseResult;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Tells the journal of every command that changes something or looks into the archive, before it is
 * carried out, and who gave it.
 */
@Singleton
public class CommandJournal {
  /** They look at the ledger, at files or at the vendor only, and have to work without a bucket. */
  private static final Set<String> ASIDE = Set.of("status", "doctor", "validate");

  /** They only look: what cannot be told of them must not keep an auditor from it. */
  private static final Set<String> LOOKING = Set.of("verify", "prove", "report", "evidence");

  private final Sources sources;
  private final JournalObjects journal;
  private final ThisProcess self;
  private final InstantSource clock;

  public CommandJournal(
      Sources sources, JournalObjects journal, ThisProcess self, InstantSource clock) {
    this.sources = sources;
    this.journal = journal;
    this.self = self;
    this.clock = clock;
  }

  /**
   * Tells of a command.
   *
   * @throws Fault when the archive does not take it, and the command would change something
   */
  void keep(ParseResult given) {
    String name = given.commandSpec().name();
    if (ASIDE.contains(name)
        || given.isUsageHelpRequested()
        || given.hasMatchedOption("--copy")
        || given.hasMatchedOption("--dry-run")) {
      return;
    }
    for (Source source : concerned(given)) {
      if (LOOKING.contains(name)) {
        look(source, given);
      } else {
        change(source, given);
      }
    }
  }

  private void change(Source source, ParseResult given) {
    try {
      keep(source, given);
    } catch (SdkException e) {
      throw new Fault(
          given.commandSpec().name()
              + " is not carried out, because the journal of source "
              + source.name()
              + " cannot take it down: "
              + e.getMessage()
              + ": correct the keys audit.sinks.s3, or wait until the archive is back",
          e);
    }
  }

  private void look(Source source, ParseResult given) {
    PrintWriter err = given.commandSpec().commandLine().getErr();
    try {
      if (journal.closedToThisProcess(source)) {
        err.printf(
            "%s: this look is not in the journal, whose entries are signed: set"
                + " audit.seal.key-file to have it there%n",
            source.name());
      } else {
        keep(source, given);
      }
    } catch (IOException | SdkException e) {
      err.printf("%s: this look is not in the journal: %s%n", source.name(), e.getMessage());
    }
    err.flush();
  }

  private void keep(Source source, ParseResult given) {
    journal.keep(self.commanded(source.name(), clock.instant(), words(given)));
  }

  private static List<String> words(ParseResult given) {
    return Stream.concat(
            Stream.of(given.commandSpec().name()), given.originalArgs().stream().skip(1))
        .toList();
  }

  private Collection<Source> concerned(ParseResult given) {
    Optional<String> named =
        given.hasMatchedOption("--source")
            ? Optional.of(given.matchedOption("--source").originalStringValues().get(0))
            : Optional.empty();
    return named.isEmpty()
        ? sources.all()
        : sources.find(named.get()).map(List::of).orElse(List.of());
  }
}
