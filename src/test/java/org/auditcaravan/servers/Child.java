package org.auditcaravan.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process of ours that never outlives this JVM, however this JVM ends.
 *
 * <p>A shell puts a watcher beside the command and then becomes the command, so that the process id
 * is the command's own. The watcher reads the pipe from this JVM; the pipe's end, which also {@code
 * kill -9} brings about, ends the command.
 */
public final class Child implements AutoCloseable {
  private static final String TETHER =
      "exec 3<&0; (cat <&3; kill -9 $$) >/dev/null 2>&1 & exec 3<&-; exec \"$@\" </dev/null";

  private final String name;
  private final Process process;
  private final Path log;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command.
   *
   * @param name what messages call it
   * @param log the file to which its output is appended
   * @param environment variables beside those of this process
   */
  public static Child start(
      String name, Path folder, Path log, Map<String, String> environment, List<String> command) {
    return start(name, folder, log, log, environment, command);
  }

  /** Starts a command whose errors go to a file of their own. */
  public static Child start(
      String name,
      Path folder,
      Path log,
      Path errors,
      Map<String, String> environment,
      List<String> command) {
    List<String> tethered = new ArrayList<>(List.of("sh", "-c", TETHER, name));
    tethered.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(tethered);
    builder.environment().putAll(environment);
    builder.directory(folder.toFile()).redirectErrorStream(errors.equals(log));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    if (!errors.equals(log)) {
      builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    }
    try {
      return new Child(name, builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started.", e);
    }
  }

  /** A port of the loopback interface that nobody listens on now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on the loopback interface.", e);
    }
  }

  /** The path of the {@code java} command that runs this process. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Returns once the process is ready. Otherwise the process is gone, and the exception says how it
   * ended, or that it took too long.
   */
  public void await(BooleanSupplier ready, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (!ready.getAsBoolean()) {
        if (!process.isAlive()) {
          throw failed("ended with exit code " + process.exitValue());
        }
        if (System.nanoTime() > end) {
          throw failed("was not ready after " + limit.toSeconds() + " s");
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException e) {
      kill9();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name + ".", e);
    } catch (RuntimeException e) {
      kill9();
      throw e;
    }
  }

  private IllegalStateException failed(String what) {
    return new IllegalStateException(name + " " + what + "; see " + log + ".\n" + tail());
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The process id of the command itself. */
  public long pid() {
    return process.pid();
  }

  /** Waits for the end of the process, at most so long, and returns its exit code. */
  public int exitCode(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        kill9();
        throw failed("did not end within " + limit.toSeconds() + " s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      kill9();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + name + ".", e);
    }
  }

  /** Has a JVM print what each of its threads does, into its log. */
  public void printThreads() {
    try {
      new ProcessBuilder("kill", "-QUIT", String.valueOf(pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be asked for its threads.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + name + " printed its threads.", e);
    }
  }

  /** Ends the process and all that it started at once, as a power cut would. */
  public void kill9() {
    List<ProcessHandle> offspring = process.descendants().toList();
    process.destroyForcibly().onExit().join();
    offspring.forEach(ProcessHandle::destroyForcibly);
    offspring.forEach(handle -> handle.onExit().join());
  }

  /** Asks the process to end, and returns when it is gone; after 30 s it is killed. */
  @Override
  public void close() {
    // By its handle: Process.destroy closes the pipe as well, and the watcher would kill at once.
    process.toHandle().destroy();
    try {
      process.onExit().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      kill9();
    }
  }
}
