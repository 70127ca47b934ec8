package org.auditcaravan.archive;

import java.io.IOException;
import java.nio.file.Path;

/** A folder of files under way whose bytes count within {@code audit.spool.max-bytes}. */
public final class SpoolRoom implements AutoCloseable {
  private final Path path;
  private final String source;
  private final SpoolBudget budget;
  private long held;

  /**
   * @param path an empty folder
   * @param source whose bytes they are
   */
  public SpoolRoom(Path path, String source, SpoolBudget budget) {
    this.path = path;
    this.source = source;
    this.budget = budget;
  }

  /** The folder; it goes with the room. */
  public Path path() {
    return path;
  }

  /**
   * Takes bytes before they are written.
   *
   * @throws SpoolFull when they are not free for this source
   */
  public void take(long bytes) {
    budget.take(source, bytes);
    held += bytes;
  }

  /** Gives bytes back whose files are gone, or were never written. */
  public void free(long bytes) {
    budget.free(source, bytes);
    held -= bytes;
  }

  /** Removes the folder, and gives all of its bytes back. */
  @Override
  public void close() throws IOException {
    Spool.delete(path);
    free(held);
  }
}
