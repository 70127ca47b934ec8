package org.auditcaravan.config;

import io.quarkus.logging.LoggingFilter;
import java.sql.SQLException;
import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Makes one sentence of a start that failed for a mistake in the configuration or in a route: what
 * is wrong, where, and what to do. Only what nobody foresaw keeps its stack trace.
 */
@LoggingFilter(name = "start-up-failure")
public final class StartUpFailure implements Filter {
  private String said;

  @Override
  public synchronized boolean isLoggable(LogRecord record) {
    Optional<String> sentence =
        Optional.ofNullable(record.getThrown()).flatMap(StartUpFailure::explain);
    if (sentence.isEmpty()) {
      return true;
    }
    if (sentence.get().equals(said)) {
      // Camel and Quarkus both report it.
      return false;
    }
    said = sentence.get();
    record.setMessage(said);
    record.setParameters(null);
    record.setThrown(null);
    return true;
  }

  /** The sentence for a mistake of configuration or of a route, if the failure is one. */
  static Optional<String> explain(Throwable failure) {
    Optional<String> sentence = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Fault) {
        return Optional.of(cause.getMessage());
      }
      String name = cause.getClass().getName();
      if (name.equals("io.smallrye.config.ConfigValidationException")) {
        return Optional.of("Configuration: " + oneLine(cause));
      }
      if (cause instanceof SQLException) {
        return Optional.of(
            "audit.state.url: the ledger's database cannot be used ("
                + oneLine(cause)
                + "): check that it runs, and that address, user and password are right");
      }
      if (name.startsWith("org.apache.camel.")) {
        // The innermost one of Camel names the bean, component or option.
        sentence =
            Optional.of(
                "Route: "
                    + oneLine(cause)
                    + ": correct the file under routes or audit.routes.overlay");
      }
    }
    return sentence;
  }

  private static String oneLine(Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
