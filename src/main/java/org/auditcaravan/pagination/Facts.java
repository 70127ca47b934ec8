package org.auditcaravan.pagination;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the vendor said about each source that outlives one read: its live service mappings, for an
 * hour, and its organisation, for as long as the process runs.
 */
@Singleton
public final class Facts {
  private static final Duration CATALOGUE_LIFE = Duration.ofHours(1);

  private final InstantSource clock;
  private final Map<String, Known> catalogues = new ConcurrentHashMap<>();
  private final Map<String, Optional<String>> organizations = new ConcurrentHashMap<>();

  private record Known(Catalogue catalogue, Instant learnt) {}

  @Inject
  public Facts(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The service mapping that was read within the last hour.
   *
   * @param kind {@code realtime} or {@code async}
   * @param since an older one might lack a service that the vendor has added meanwhile
   */
  Optional<Catalogue> catalogue(String source, String kind, Instant since) {
    return Optional.ofNullable(catalogues.get(source + " " + kind))
        .filter(known -> clock.instant().isBefore(known.learnt().plus(CATALOGUE_LIFE)))
        .filter(known -> !known.learnt().isBefore(since))
        .map(Known::catalogue);
  }

  void learn(String source, String kind, Catalogue catalogue) {
    catalogues.put(source + " " + kind, new Known(catalogue, clock.instant()));
  }

  /** Whether the organisation was asked for in this process. */
  boolean knowsOrganization(String source) {
    return organizations.containsKey(source);
  }

  /** The organisation's id, empty when it is not known or the vendor would not say. */
  public Optional<String> organization(String source) {
    return organizations.getOrDefault(source, Optional.empty());
  }

  void learnOrganization(String source, Optional<String> id) {
    organizations.put(source, id);
  }
}
