package org.auditcaravan.normalize;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import org.auditcaravan.source.Source;

/** Makes the flat records of the archive and the index out of an event. */
@Singleton
@Named("normalizer")
public final class Normalizer {

  /**
   * The records of one event: one for each change, or one for an event without changes. It never
   * fails for what an event holds: the record's {@code error} says what was wrong.
   *
   * @param organizationId the organisation that the source is pinned to
   * @param auditId the vendor's id, or the name that stands for it
   */
  public List<AuditRecord> normalize(
      Source source, String organizationId, String auditId, Event event) {
    throw new UnsupportedOperationException();
  }
}
