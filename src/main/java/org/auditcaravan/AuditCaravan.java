package org.auditcaravan;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.apache.camel.quarkus.main.CamelMainApplication;
import org.auditcaravan.cli.Commands;
import org.auditcaravan.config.StartUpFailure;

/** Without arguments the service; with a command that command, beside a running service. */
@QuarkusMain
public final class AuditCaravan {
  private AuditCaravan() {}

  /** Starts the service, or carries out one command and exits with its code. */
  public static void main(String... args) {
    // H2 listens for the commands that work beside the service: on this machine only.
    System.setProperty("h2.bindAddress", "127.0.0.1");
    if (args.length == 0) {
      Signals.endServiceFirst();
      Quarkus.run(CamelMainApplication.class, StartUpFailure::end);
    } else {
      Commands.prepare(args[0]);
      Quarkus.run(Commands.class, StartUpFailure::end, args);
    }
  }
}
