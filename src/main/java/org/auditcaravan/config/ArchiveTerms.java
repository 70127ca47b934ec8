package org.auditcaravan.config;

import jakarta.inject.Singleton;
import java.util.Collection;
import org.auditcaravan.archive.ArchivePlace;
import org.auditcaravan.archive.ArchivePlaces;
import org.auditcaravan.archive.BucketCheck;
import org.auditcaravan.archive.Shortfall;
import org.auditcaravan.source.Source;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/** Whether the buckets keep objects as {@code audit.archive} asks, looked at once at the start. */
@Singleton
public class ArchiveTerms {
  private static final Logger LOG = Logger.getLogger(ArchiveTerms.class);

  private final ArchivePlaces places;
  private final BucketCheck check;

  public ArchiveTerms(ArchivePlaces places, BucketCheck check) {
    this.places = places;
    this.check = check;
  }

  /**
   * Says what the buckets of these sources do not support. One that does not answer now may do so
   * later, and is no reason not to read.
   *
   * @throws Fault when nothing could be archived as configured
   */
  void check(Collection<Source> sources) {
    sources.stream().map(places::of).distinct().forEach(this::check);
  }

  private void check(ArchivePlace place) {
    try {
      for (Shortfall found : check.of(place)) {
        if (found.stops()) {
          throw new Fault(found.sentence());
        }
        LOG.warn(found.sentence());
      }
    } catch (SdkException e) {
      LOG.warnf(
          "Bucket %s does not say whether it keeps objects as audit.archive asks: %s; run doctor"
              + " once it answers",
          place.bucket(), e.getMessage());
    }
  }
}
