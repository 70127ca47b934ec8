package org.auditcaravan.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that runs on, but by as much ahead of the true time (or behind it) as a file says. A test
 * and the service's process share the file, and with it the time.
 */
public final class ShiftedClock extends Clock {
  /** The system property that names the file to a process. */
  public static final String FILE = "test.clock";

  private final Path file;

  private ShiftedClock(Path file) {
    this.file = file;
  }

  /** A clock that shows the true time until it is shifted. */
  public static ShiftedClock in(Path folder) {
    ShiftedClock clock = new ShiftedClock(folder.resolve("clock").toAbsolutePath());
    clock.ahead(Duration.ZERO);
    return clock;
  }

  /** What the packaged service calls instead of {@link Clock#systemUTC()}. */
  public static Clock ofThisProcess() {
    return new ShiftedClock(Path.of(System.getProperty(FILE)));
  }

  /** Sets by how much it is ahead of the true time; a negative span is behind it. */
  public ShiftedClock ahead(Duration span) {
    try {
      Path next = Files.writeString(file.resolveSibling("clock.next"), span.toString());
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is not writable.", e);
    }
    return this;
  }

  /** The file that says by how much. */
  public Path file() {
    return file;
  }

  @Override
  public Instant instant() {
    try {
      return Instant.now().plus(Duration.parse(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is not readable.", e);
    }
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
