package org.auditcaravan.archive;

import jakarta.inject.Singleton;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.AuditConfig.S3Config;
import org.auditcaravan.config.AuditConfig.S3Place;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;

/** Where each source's archive lies: its own settings, and the common ones where it has none. */
@Singleton
public class ArchivePlaces {
  private final S3Config common;

  public ArchivePlaces(AuditConfig config) {
    this.common = config.sinks().s3();
  }

  /**
   * The place of a source's archive.
   *
   * @throws Fault when no bucket is set
   */
  public ArchivePlace of(Source source) {
    S3Place own = source.config().s3();
    String bucket =
        own.bucket()
            .or(common::bucket)
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .orElseThrow(
                () ->
                    new Fault(
                        "audit.sinks.s3.bucket is missing: set it to the bucket of the archive, or"
                            + " set audit.sources."
                            + source.name()
                            + ".s3.bucket"));
    return new ArchivePlace(
        bucket,
        trimmed(own.prefix().orElse(common.prefix())),
        own.region().orElse(common.region()).strip());
  }

  /** A prefix without slashes around it. */
  public static String trimmed(String prefix) {
    return prefix.strip().replaceAll("^/+|/+$", "");
  }
}
