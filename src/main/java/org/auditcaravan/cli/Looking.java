package org.auditcaravan.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.auditcaravan.verify.Workers.Progress;
import picocli.CommandLine.Model.CommandSpec;

/** Says on standard error, now and then, how far looking at an archive has come. */
final class Looking {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private Looking() {}

  static Consumer<Progress> progress(CommandSpec spec, InstantSource clock) {
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
}
