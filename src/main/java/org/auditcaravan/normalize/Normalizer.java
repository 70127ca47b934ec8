package org.auditcaravan.normalize;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.auditcaravan.source.Source;

/**
 * Makes the flat records of the archive and the index out of an event. Safe for many threads; it
 * remembers nothing but the mappings and the counts of what they do not know.
 */
@Singleton
@Named("normalizer")
public final class Normalizer {
  private final Map<String, Mapping> mappings = new ConcurrentHashMap<>();
  private final Map<String, Unknowns> unknowns = new ConcurrentHashMap<>();

  /**
   * The records of one event: one for each change, or one for an event without changes. It never
   * fails for what an event holds: the record's {@code error} says what was wrong.
   *
   * @param organizationId the organisation that the source is pinned to, or null
   * @param auditId the vendor's id, or the name that stands for it
   * @throws org.auditcaravan.config.Fault when the source's mapping is wrong
   */
  public List<AuditRecord> normalize(
      Source source, String organizationId, String auditId, Event event) {
    return normalize(source, organizationId, auditId, event, null);
  }

  /**
   * The same with the name of the acting user, where it had to be looked up.
   *
   * @param userName the name, or null; the records say that it is not the event's own
   */
  List<AuditRecord> normalize(
      Source source, String organizationId, String auditId, Event event, String userName) {
    Mapping mapping = mapping(source);
    mapping.count(event.root(), unknowns(source));
    Draft draft = Draft.of(mapping, event).named(userName);
    return RecordLines.write(source, organizationId, auditId, event, draft);
  }

  /** The mapping of the source's api, read once. */
  public Mapping mapping(Source source) {
    return mappings.computeIfAbsent(source.api().name(), name -> Mapping.of(source.api()));
  }

  /** What the source has sent so far that its mapping does not know. */
  public Unknowns unknowns(Source source) {
    return unknowns.computeIfAbsent(source.name(), Unknowns::new);
  }
}
