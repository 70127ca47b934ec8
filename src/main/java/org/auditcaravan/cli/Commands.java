package org.auditcaravan.cli;

import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import org.auditcaravan.config.StartUpFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParseResult;

/**
 * The commands. Each works beside a running service and exits with 0 (done), 1 (failed), 2 (wrong
 * usage) or 3 (finished, but with gaps or dead letters).
 */
public final class Commands implements QuarkusApplication {
  /** Finished, but with gaps or dead letters. */
  static final int INCOMPLETE = 3;

  /** Commands that need routes and must not set the line in motion. */
  private static final Set<String> STANDING =
      Set.of(
          "doctor",
          "validate",
          "seal",
          "verify",
          "prove",
          "report",
          "evidence",
          "expire",
          "drop-index",
          "copy");

  /** Commands that need no ledger. */
  private static final Set<String> ALONE = Set.of("verify", "prove", "report", "evidence");

  @Inject IFactory factory;
  @Inject CommandJournal journal;

  /** Settings of a process that carries out this command instead of serving. */
  public static void prepare(String command) {
    System.setProperty("quarkus.http.host-enabled", "false");
    System.setProperty("audit.simulator.enabled", "false");
    System.setProperty("quarkus.log.console.stderr", "true");
    System.setProperty("quarkus.log.level", "WARN");
    if (STANDING.contains(command)) {
      System.setProperty("camel.main.auto-startup", "false");
    }
    if (ALONE.contains(command)) {
      // The archive has to speak for itself: whatever has become of the ledger.
      System.setProperty("audit.state.url", "jdbc:h2:mem:verify");
    }
  }

  @Override
  public int run(String... args) {
    return new CommandLine(new Top(), factory)
        .setExecutionStrategy(
            given -> {
              if (given.hasSubcommand()) {
                told(given.subcommand());
              }
              return new CommandLine.RunLast().execute(given);
            })
        .setParameterExceptionHandler(
            (wrong, given) -> {
              wrong.getCommandLine().getErr().println(wrong.getMessage());
              wrong.getCommandLine().usage(wrong.getCommandLine().getErr());
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              Optional<String> sentence = StartUpFailure.explain(failure);
              if (sentence.isEmpty()) {
                throw failure;
              }
              commandLine.getErr().println(sentence.get());
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(args);
  }

  private void told(ParseResult given) {
    try {
      journal.keep(given);
    } catch (RuntimeException e) {
      // So that it is explained as what commands themselves meet.
      throw new CommandLine.ExecutionException(
          given.commandSpec().commandLine(), e.getMessage(), e);
    }
  }

  /** What is asked for by name. */
  @Command(
      name = "audit-caravan",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Carries SaaS audit events into an archive and an index.",
      footer = "Without a command it runs as the service.",
      subcommands = {
        ExtractCommand.class,
        StatusCommand.class,
        ReplayCommand.class,
        ReindexCommand.class,
        DoctorCommand.class,
        ValidateCommand.class,
        DismissCommand.class,
        RebuildCommand.class,
        SealCommand.class,
        VerifyCommand.class,
        ProveCommand.class,
        ReportCommand.class,
        EvidenceCommand.class,
        ExpireCommand.class,
        DropIndexCommand.class,
        CopyCommand.class
      })
  static final class Top {}
}
