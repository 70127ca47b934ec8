package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.normalize.PageParser;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Claim;

/**
 * A read of the real Genesys Cloud audit API ({@code apis/genesys-audit.md}, section 1): first what
 * has to be known of the organisation, then one query after the other, each by the realtime or the
 * asynchronous operations.
 */
final class GenesysAudits implements Paging {
  static final String ORGANIZATION = "organization";
  static final String REALTIME_MAPPING = "realtime-mapping";
  static final String ASYNC_MAPPING = "async-mapping";
  static final String DOWNLOAD = "download";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Source source;
  private final Claim claim;
  private final Facts facts;
  private final InstantSource clock;
  private final PageParser parser;

  private final Deque<Leg> legs = new ArrayDeque<>();
  private Map<String, String> modes = Map.of();
  private Catalogue realtime;
  private Catalogue async;
  private Query query;
  private Leg leg;
  private String shortfall;
  private Ask next;
  private int pass;
  private boolean confirmed = true;

  GenesysAudits(Source source, Claim claim, Facts facts, InstantSource clock) {
    this.source = source;
    this.claim = claim;
    this.facts = facts;
    this.clock = clock;
    this.parser = new PageParser(source.api());
    Instant since = claim.window().to();
    realtime = facts.catalogue(source.name(), Leg.REALTIME, since).orElse(null);
    async = facts.catalogue(source.name(), Leg.ASYNC, since).orElse(null);
    if (unknownName().isPresent()) {
      // The vendor may have added it since; only a fresh mapping may refuse a name.
      realtime = null;
      async = null;
    }
    goOn();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Ask ask() {
    return next;
  }

  @Override
  public boolean expects(Reply reply) {
    if (next.step().equals(ORGANIZATION)) {
      return reply.status() == 403 || reply.status() == 404;
    }
    return query != null && query.expects(reply);
  }

  @Override
  public Page accept(Reply reply) {
    switch (next.step()) {
      case ORGANIZATION -> facts.learnOrganization(source.name(), organization(reply));
      case REALTIME_MAPPING -> {
        Catalogue fresh = Catalogue.of(reply);
        facts.learn(source.name(), Leg.REALTIME, fresh);
        refuseUnknownName(fresh, async);
        realtime = fresh;
      }
      case ASYNC_MAPPING -> {
        Catalogue fresh = Catalogue.of(reply);
        facts.learn(source.name(), Leg.ASYNC, fresh);
        refuseUnknownName(realtime, fresh);
        async = fresh;
      }
      default -> {
        Page page = events(reply);
        goOn();
        return page;
      }
    }
    goOn();
    return new Page(List.of(), List.of(), JsonNodeFactory.instance.objectNode());
  }

  /** What is too large for the realtime query, and cannot be divided, is asked asynchronously. */
  private Page events(Reply reply) {
    try {
      return query.accept(reply);
    } catch (TooLarge e) {
      if (claim.divisible() || leg.mode().equals(Leg.ASYNC)) {
        throw e;
      }
      pass += query.passes();
      leg = new Leg(Leg.ASYNC, leg.service(), leg.slice());
      modes.put(leg.service(), Leg.ASYNC);
      query = new AsyncQuery(source, leg, parser, clock);
      return new Page(List.of(), List.of(), JsonNodeFactory.instance.objectNode());
    }
  }

  /** Decides what is owed next; never fails, so that a read can be begun anywhere. */
  private void goOn() {
    next = prerequisite();
    if (next != null) {
      return;
    }
    if (modes.isEmpty()) {
      modes = Leg.modes(mode(), wanted(), recent(), realtime, async);
      legs.addAll(Leg.legs(modes, Slices.of(source, claim.window())));
    }
    while (query == null || !query.hasNext()) {
      if (query != null) {
        confirmed &= query.confirmed();
        shortfall = query.shortfall() == null ? shortfall : query.shortfall();
        pass += query.passes();
        query = null;
      }
      if (legs.isEmpty()) {
        next = null;
        return;
      }
      leg = legs.removeFirst();
      query =
          leg.mode().equals(Leg.REALTIME)
              ? new RealtimeQuery(source, leg, parser, claim.divisible() || mode().equals("auto"))
              : new AsyncQuery(source, leg, parser, clock);
    }
    next = query.ask();
  }

  private Ask prerequisite() {
    if (!facts.knowsOrganization(source.name())) {
      return simple(ORGANIZATION);
    }
    if (!modes.isEmpty()) {
      return null;
    }
    boolean named = !wanted().isEmpty();
    boolean mayBeRealtime = mode().equals(Leg.REALTIME) || (mode().equals("auto") && recent());
    if (async == null && (named || mayBeRealtime)) {
      return simple(ASYNC_MAPPING);
    }
    return realtime == null && mayBeRealtime ? simple(REALTIME_MAPPING) : null;
  }

  private Ask simple(String step) {
    return new Ask(
        step, claim.window().from(), claim.window().to(), null, null, 1, 1, null, null, null);
  }

  private String mode() {
    return source.config().mode();
  }

  private List<String> wanted() {
    return claim.scope().services();
  }

  /** By the age of the window's start, never by its length. */
  private boolean recent() {
    Instant reach = clock.instant().minus(source.config().realtimeReach());
    return !claim.window().from().minus(source.config().overlap()).isBefore(reach);
  }

  private Optional<String> unknownName() {
    return unknownName(realtime, async);
  }

  private Optional<String> unknownName(Catalogue first, Catalogue second) {
    if (second == null) {
      return Optional.empty();
    }
    Collection<String> known = new TreeSet<>(second.services());
    if (first != null) {
      known.addAll(first.services());
    }
    return wanted().stream().filter(name -> !known.contains(name)).findFirst();
  }

  private void refuseUnknownName(Catalogue first, Catalogue second) {
    unknownName(first, second)
        .ifPresent(
            name -> {
              refuse(
                  "unknown.service",
                  "services: " + name + " is no service",
                  name,
                  second.services());
            });
    String type = claim.scope().filters().get("EntityType");
    if (type != null && second != null) {
      List<String> known =
          Stream.of(first, second)
              .filter(c -> c != null)
              .flatMap(c -> c.entityTypes().stream())
              .toList();
      if (!known.isEmpty() && !known.contains(type)) {
        refuse(
            "unknown.entity-type",
            "filters.EntityType=" + type + " is no entity type",
            type,
            known);
      }
    }
  }

  private void refuse(String code, String what, String name, Collection<String> known) {
    throw new Refused(
        0,
        code,
        null,
        "audit.sources."
            + source.name()
            + "."
            + what
            + " of this organisation"
            + Catalogue.nearest(name, known)
                .map(near -> ": did you mean " + near + "?")
                .orElse(""));
  }

  /** {@code GET /api/v2/tokens/me} answers with a TokenInfo, whose organisation is the client's. */
  private static Optional<String> organization(Reply reply) {
    if (!reply.succeeded()) {
      return Optional.empty();
    }
    try {
      JsonNode id = JSON.readTree(reply.body()).path("organization").path("id");
      return id.isTextual() && !id.asText().isBlank() ? Optional.of(id.asText()) : Optional.empty();
    } catch (IOException e) {
      throw new TransientFailure(
          reply.status(),
          null,
          reply.correlationId(),
          "The vendor's answer about the organisation cannot be read",
          reply.body());
    }
  }

  @Override
  public int pass() {
    return pass + (query == null ? 0 : query.passes());
  }

  @Override
  public Map<String, String> modes() {
    return modes;
  }

  @Override
  public boolean confirmed() {
    return confirmed && next == null && !modes.containsValue(Leg.UNCOVERED);
  }

  @Override
  public Optional<String> shortfall() {
    return Optional.ofNullable(shortfall);
  }

  @Override
  public String organizationId() {
    return facts.organization(source.name()).orElse(null);
  }
}
