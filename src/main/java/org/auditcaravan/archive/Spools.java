package org.auditcaravan.archive;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.AuditConfig.S3Config;
import org.auditcaravan.config.AuditConfig.SourceConfig;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Claim;

/** Opens the spools of this process, each in a folder of its own below {@code audit.spool.dir}. */
@Singleton
@Named("spools")
public class Spools {
  /** What a folder of ours begins with; nothing else below the folder is ever removed. */
  private static final String READ = "read-";

  private final Path dir;
  private final Spool.Compression compression;
  private final SpoolBudget budget;
  private final ArchivePlaces places;

  /**
   * @throws Fault when codec or level do not exist
   */
  public Spools(AuditConfig config, ArchivePlaces places) {
    S3Config s3 = config.sinks().s3();
    this.dir = config.spool().dir();
    this.compression =
        new Spool.Compression(Codec.of(s3.codec(), s3.level()), s3.level(), s3.partBytes());
    long sources = config.sources().values().stream().filter(SourceConfig::enabled).count();
    this.budget = new SpoolBudget(config.spool().maxBytes(), (int) sources);
    this.places = places;
  }

  /**
   * Removes what an earlier process left: nothing of it is needed, the ledger knows what is owed.
   */
  public void clear() {
    try {
      Files.createDirectories(dir);
      for (Path left : leftBehind()) {
        Spool.delete(left);
      }
    } catch (IOException e) {
      throw new Fault(
          "audit.spool.dir=" + dir + " cannot be emptied: make it a folder that may be written", e);
    }
  }

  private List<Path> leftBehind() throws IOException {
    try (Stream<Path> listed = Files.list(dir)) {
      return listed.filter(file -> file.getFileName().toString().startsWith(READ)).toList();
    }
  }

  /** Opens the spool of one read. */
  public Spool open(Source source, Claim claim) {
    Keys keys = new Keys(places.of(source).prefix(), claim.window(), claim.revision());
    return new Spool(folder(claim.window().name()), keys, compression, budget);
  }

  /** A new empty folder for files of a source that are no spool, and yet count as such. */
  public SpoolRoom room(Source source, String name) {
    return new SpoolRoom(folder(name), source.name(), budget);
  }

  /** A new empty folder, below the one that is emptied at start. */
  public Path folder(String name) {
    try {
      Files.createDirectories(dir);
      return Files.createTempDirectory(dir, READ + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException("audit.spool.dir=" + dir + " cannot be written", e);
    }
  }

  /** The bytes that all files under way may take. */
  public SpoolBudget budget() {
    return budget;
  }
}
