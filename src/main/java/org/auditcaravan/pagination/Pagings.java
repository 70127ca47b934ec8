package org.auditcaravan.pagination;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Claim;

/** Begins reads, each with the paging of its source's api. */
@Singleton
public final class Pagings {
  private static final String GENESYS_AUDITS = "genesys-audits";
  private static final int MOST_LOOK_UPS = 100;
  private static final List<String> PROPERTIES =
      List.of("UserId", "TrusteeOrganizationId", "ClientId", "Action", "EntityType", "EntityId");

  private final Facts facts;
  private final InstantSource clock;

  @Inject
  public Pagings(Facts facts, InstantSource clock) {
    this.facts = facts;
    this.clock = clock;
  }

  /** The paging of a read that begins now. */
  public Paging begin(Source source, Claim claim) {
    return source.api().name().equals(GENESYS_AUDITS)
        ? new GenesysAudits(source, claim, facts, clock)
        : new CursorPaging(source, claim);
  }

  /**
   * Checks at start what the vendor would refuse later.
   *
   * @throws Fault naming the key and its repair
   */
  public static void check(Source source) {
    String key = "audit.sources." + source.name() + ".";
    boolean genesys = source.api().name().equals(GENESYS_AUDITS);
    int lookUps = source.config().userLookups();
    if (lookUps < 0 || lookUps > MOST_LOOK_UPS || lookUps > 0 && !genesys) {
      throw new Fault(
          key
              + "user-lookups="
              + lookUps
              + ": use 0 to "
              + MOST_LOOK_UPS
              + ", and another api than genesys-audits has 0 only");
    }
    if (genesys) {
      checkGenesys(source, key);
    }
  }

  private static void checkGenesys(Source source, String key) {
    source
        .config()
        .expand()
        .filter(expand -> !expand.isBlank() && !expand.equals("user"))
        .ifPresent(
            expand -> {
              throw new Fault(key + "expand=" + expand + ": only user can be expanded");
            });
    Map<String, String> filters = source.filters();
    for (String property : filters.keySet()) {
      if (!PROPERTIES.contains(property)) {
        throw new Fault(
            key
                + "filters."
                + property
                + " is no property: did you mean "
                + Catalogue.nearest(property, PROPERTIES).orElseThrow()
                + "?");
      }
    }
    for (String property : Set.of("EntityId", "Action")) {
      if (filters.containsKey(property) && !filters.containsKey("EntityType")) {
        throw new Fault(
            key + "filters." + property + " needs filters.EntityType beside it: add it");
      }
    }
  }
}
