package org.auditcaravan.config;

import io.quarkus.logging.LoggingFilter;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.nio.file.Path;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.apache.camel.FailedToCreateRouteException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Makes one sentence of a start that failed for a mistake in the configuration or in a route: what
 * is wrong, where, and what to do. Only what nobody foresaw keeps its stack trace. Whatever a line
 * of the log quotes, it stays one line.
 */
@LoggingFilter(name = "start-up-failure")
public final class StartUpFailure implements Filter {
  private static final ExtFormatter FORMATTER = new PatternFormatter("%m");
  private static final AtomicReference<String> SAID = new AtomicReference<>();

  @Override
  public boolean isLoggable(LogRecord record) {
    Optional<String> sentence =
        Optional.ofNullable(record.getThrown()).flatMap(StartUpFailure::explain);
    if (sentence.isEmpty()) {
      keepToOneLine(record);
      return true;
    }
    if (!isNews(sentence.get())) {
      return false;
    }
    record.setMessage(sentence.get());
    record.setParameters(null);
    record.setThrown(null);
    return true;
  }

  private static void keepToOneLine(LogRecord record) {
    if (record instanceof ExtLogRecord line && line.getMessage() != null) {
      String said = FORMATTER.formatMessage(line);
      if (!OneLine.keepingBlanks(said).equals(said)) {
        line.setMessage(OneLine.keepingBlanks(said), FormatStyle.NO_FORMAT);
      }
    }
  }

  /** Camel, Quarkus and the end of the process all report a start that failed. */
  private static boolean isNews(String sentence) {
    return !sentence.equals(SAID.getAndSet(sentence));
  }

  /**
   * Ends the process, and says why where that is a failure. Quarkus would print what fails before
   * the log is set up as a stack trace, or as messages of its configuration library.
   */
  public static void end(int code, Throwable failure) {
    if (failure != null) {
      say(failure);
    }
    System.exit(code);
  }

  private static void say(Throwable failure) {
    Optional<String> sentence = explain(failure);
    if (sentence.isEmpty()) {
      failure.printStackTrace();
    } else if (isNews(sentence.get())) {
      // The log is not yet or no longer there.
      System.err.printf("%tF %<tT ERROR %s%n", new Date(), sentence.get());
    }
  }

  /** The sentence for a mistake of configuration or of a route, if the failure is one. */
  public static Optional<String> explain(Throwable failure) {
    Optional<String> sentence = Optional.empty();
    Optional<String> file = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Fault) {
        return Optional.of(cause.getMessage());
      }
      if (cause instanceof ConfigValidationException problems) {
        return Optional.of(KeyProblems.sentence(problems));
      }
      if (cause instanceof QuarkusBindException taken) {
        return Optional.of(
            "quarkus.http.port="
                + taken.getPort()
                + " is in use by another process: end that one, or choose another port");
      }
      Optional<String> ledger = LedgerFault.explain(cause);
      if (ledger.isPresent()) {
        return ledger;
      }
      if (cause instanceof FailedToCreateRouteException route) {
        file = fileOf(route.getRouteId());
      }
      if (cause.getClass().getName().startsWith("org.apache.camel.")) {
        // The innermost one of Camel names the bean, component or option.
        sentence =
            Optional.of(
                file.orElse("A route")
                    + " cannot be used ("
                    + oneLine(cause)
                    + "): correct "
                    + (file.isPresent()
                        ? "the file"
                        : "the file under routes or audit.routes.overlay"));
      }
    }
    return sentence;
  }

  private static Optional<String> fileOf(String routeId) {
    return RouteFiles.read(
            ConfigProvider.getConfig().getOptionalValue("audit.routes.overlay", Path.class))
        .fileOf(routeId);
  }

  static String oneLine(Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\.$", "");
  }
}
