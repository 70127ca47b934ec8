package org.auditcaravan.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.auditcaravan.config.ShiftedClock;
import org.auditcaravan.servers.Child;
import org.auditcaravan.servers.Scratch;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.SourceStatus;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The packaged product as its users run it: {@code java -jar quarkus-run.jar} in a folder of its
 * own, with {@code config/application.properties} and the environment as its configuration.
 */
public final class ServiceProcess implements AutoCloseable {

  /** What a command printed, and how it ended. */
  public record Result(int exitCode, String output, String errors) {}

  /** A command is over before the JVM's second compiler has paid for itself. */
  private static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** Beside a running service, and never a new file. */
  private static final String LEDGER = ";AUTO_SERVER=TRUE;IFEXISTS=TRUE";

  private static final Path JAR =
      Path.of(System.getProperty("basedir", ""), "target", "quarkus-app", "quarkus-run.jar")
          .toAbsolutePath();

  /** As monitors speak: an upgrade to HTTP/2 can stall in the middle of a long body. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Path folder;
  private int port;
  private final Map<String, String> properties = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> options = new ArrayList<>();
  private Path jar = JAR;
  private List<String> wrapper = List.of();
  private boolean unprivileged;
  private Child child;

  /** The product where every user can read it; copied once. */
  private static final class Readable {
    private static final Path APPLICATION = Scratch.copy(JAR.getParent());
  }

  private ServiceProcess(Path folder) {
    this.folder = folder.toAbsolutePath();
    with("quarkus.http.host", "127.0.0.1");
  }

  /** A service that is not running yet, with this working folder, which is made if missing. */
  public static ServiceProcess in(Path folder) {
    return new ServiceProcess(folder);
  }

  /** Sets a key of {@code config/application.properties}; it is read at the next start. */
  public ServiceProcess with(String key, String value) {
    properties.put(key, value);
    return this;
  }

  /** Sets keys of {@code config/application.properties}; they are read at the next start. */
  public ServiceProcess with(Map<String, String> keys) {
    properties.putAll(keys);
    return this;
  }

  /** Removes a key again. */
  public ServiceProcess without(String key) {
    properties.remove(key);
    return this;
  }

  /** Sets an environment variable. */
  public ServiceProcess environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Adds an option of the JVM, such as {@code -Xmx256m} or {@code -Dkey=value}. */
  public ServiceProcess option(String option) {
    options.add(option);
    return this;
  }

  /** Has the service, and its commands, go by this clock instead of the system's. */
  public ServiceProcess clock(ShiftedClock clock) {
    jar = ShiftedApplication.in(folder.resolve("shifted-app"), jar.getParent());
    return option("-D" + ShiftedClock.FILE + "=" + clock.file());
  }

  /** Has root run the service, and its commands, as a user who may do nothing else. */
  public ServiceProcess unprivileged() {
    if (Scratch.root()) {
      jar = Readable.APPLICATION.resolve(jar.getFileName());
      unprivileged = true;
    }
    return this;
  }

  /** Puts a command in front of {@code java}, such as one that sets limits. */
  public ServiceProcess through(String... command) {
    wrapper = List.of(command);
    return this;
  }

  /** Starts the service and returns at once. */
  public ServiceProcess start() {
    port = Child.freePort();
    with("quarkus.http.port", String.valueOf(port));
    configure();
    child = Child.start("The service", folder, log(), environment, command(List.of()));
    return this;
  }

  /** Starts the service and returns when it says that it is ready. */
  public ServiceProcess startAndAwaitReady(Duration limit) {
    start();
    child.await(this::ready, limit);
    return this;
  }

  /** Whether the service answers and says that it is ready. */
  public boolean ready() {
    try {
      return get("/q/health/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Asks the service by HTTP, for example {@code /q/metrics}. */
  public HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .build();
    try {
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("The service does not answer " + path + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the service was asked.", e);
    }
  }

  /** Runs a command of the product, such as {@code status --json}, with the same configuration. */
  public Result run(Duration limit, String... arguments) {
    configure();
    List<String> command = command(SHORT_LIVED);
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile(folder, "command-", ".out");
      Path errors = Files.createTempFile(folder, "command-", ".err");
      String name = "The command " + arguments[0];
      int code = Child.start(name, folder, output, errors, environment, command).exitCode(limit);
      Result result = new Result(code, Files.readString(output), Files.readString(errors));
      Files.delete(output);
      Files.delete(errors);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " is not writable.", e);
    }
  }

  /**
   * How a source stands, from the service's ledger under its data folder, and with the code of
   * {@code status}: what is asked again and again needs no process each time.
   *
   * @throws java.util.NoSuchElementException when the ledger does not know it yet
   */
  public SourceStatus status(String source) {
    return status(source, Instant.now());
  }

  /** The same at another time. */
  public SourceStatus status(String source, Instant now) {
    return new Ledger(database())
        .statuses().all(now).stream()
            .filter(status -> status.source().equals(source))
            .findFirst()
            .orElseThrow();
  }

  /** The database of the service's ledger, beside the running service. */
  public DataSource database() {
    JdbcDataSource ledger = new JdbcDataSource();
    ledger.setURL("jdbc:h2:file:" + folder.resolve("data/ledger") + LEDGER);
    return ledger;
  }

  private void configure() {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(JAR + " is missing; build it with mvn package.");
    }
    Properties file = new Properties();
    file.putAll(properties);
    try {
      Path config = Files.createDirectories(folder.resolve("config"));
      try (Writer out = Files.newBufferedWriter(config.resolve("application.properties"))) {
        file.store(out, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " is not writable.", e);
    }
  }

  private List<String> command(List<String> forms) {
    List<String> command = new ArrayList<>();
    if (unprivileged) {
      Scratch.give(folder, Scratch.NOBODY);
      command.addAll(Scratch.unprivileged());
    }
    command.addAll(wrapper);
    command.add(Child.java());
    command.addAll(forms);
    if (jar.equals(JAR)) {
      command.add("-XX:SharedArchiveFile=" + jar.resolveSibling("classes.jsa"));
    }
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  /** Where the service's data, configuration and log are. */
  public Path folder() {
    return folder;
  }

  /** The file that gets all that the service prints, of all its starts. */
  public Path log() {
    return folder.resolve("service.log");
  }

  /** All that the service has printed so far. */
  public String output() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(log() + " is not readable.", e);
    }
  }

  /** Puts all that it has printed where it stays when the folder goes, under that name. */
  public void keepLog(String name) throws IOException {
    Path kept = Path.of("target", "failsafe-reports", name + ".log");
    Files.copy(log(), kept, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The process id of the service. */
  public long pid() {
    return child.pid();
  }

  public boolean isAlive() {
    return child != null && child.isAlive();
  }

  /** Waits for the service to end by itself and returns its exit code. */
  public int exitCode(Duration limit) {
    return child.exitCode(limit);
  }

  /** Has the service print what each of its threads does. */
  public void printThreads() {
    child.printThreads();
  }

  /** Kills the service as a power cut would. */
  public void kill9() {
    child.kill9();
  }

  /** Asks the service to end and returns when it has. */
  public void stop() {
    child.close();
  }

  @Override
  public void close() {
    if (child != null) {
      stop();
    }
  }
}
