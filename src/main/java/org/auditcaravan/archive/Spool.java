package org.auditcaravan.archive;

import java.nio.file.Path;

/** Placeholder of the skeleton; the archive helper writes it. */
public final class Spool {
  public Path folder() {
    throw new UnsupportedOperationException();
  }
}
