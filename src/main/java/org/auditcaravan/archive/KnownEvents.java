package org.auditcaravan.archive;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Claim;

/**
 * Which events of a window the archive has: the id lists of all revisions below the claimed one.
 */
@ApplicationScoped
public class KnownEvents {
  private final ArchiveReader archive;
  private final Spools spools;

  public KnownEvents(ArchiveReader archive, Spools spools) {
    this.archive = archive;
    this.spools = spools;
  }

  /** What the archive has of the claimed window; nothing at its first read. */
  public SeenEvents of(Source source, Claim claim) {
    SeenEvents seen = new SeenEvents();
    if (claim.revision() == 0) {
      return seen;
    }
    Path folder = spools.folder(claim.window().name() + "-ids");
    try {
      archive.idLists(source, claim.window(), claim.revision(), folder).forEach(seen::load);
      Spool.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return seen;
  }
}
