package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.normalize.PageParser;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Occasion;

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
  private final WantedNames names;
  private final Division division;

  private final Deque<Leg> legs = new ArrayDeque<>();
  private Map<String, String> modes = Map.of();
  private Catalogue realtime;
  private Catalogue async;
  private Query query;
  private Leg leg;

  /** What has to be divided, until it is known by which names. */
  private Leg undivided;

  private String shortfall;
  private boolean found;
  private boolean asked;
  private Ask next;
  private int pass;
  private boolean confirmed = true;

  GenesysAudits(Source source, Claim claim, Facts facts, InstantSource clock) {
    this.source = source;
    this.claim = claim;
    this.facts = facts;
    this.clock = clock;
    this.parser = new PageParser(source.api());
    this.names = new WantedNames(source, claim.scope());
    this.division =
        new Division(
            claim.window(),
            mode().equals("auto"),
            claim.scope().filters().containsKey("EntityType"));
    Instant since = claim.window().to();
    realtime = facts.catalogue(source.name(), Leg.REALTIME, since).orElse(null);
    async = facts.catalogue(source.name(), Leg.ASYNC, since).orElse(null);
    if (names.unknown(realtime, async).isPresent()) {
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
        names.check(fresh, async);
        realtime = fresh;
      }
      case ASYNC_MAPPING -> {
        Catalogue fresh = Catalogue.of(reply);
        facts.learn(source.name(), Leg.ASYNC, fresh);
        names.check(realtime, fresh);
        async = fresh;
      }
      default -> {
        Page page = query.accept(reply);
        found |= !page.events().isEmpty() || !page.rejects().isEmpty();
        goOn();
        return page;
      }
    }
    goOn();
    return Pages.NOTHING;
  }

  /** Decides what is owed next; never fails, so that a read can be begun anywhere. */
  private void goOn() {
    next = prerequisite();
    if (next != null) {
      return;
    }
    if (modes.isEmpty()) {
      modes = chosen();
      legs.addAll(Leg.legs(modes, slices()));
    }
    divide();
    while (query == null || !query.hasNext()) {
      if (query != null) {
        close();
        if (prerequisite() != null) {
          next = prerequisite();
          return;
        }
        divide();
      }
      if (legs.isEmpty() && !askedAgain()) {
        next = null;
        return;
      }
      leg = legs.removeFirst();
      query = query();
    }
    next = query.ask();
  }

  private Map<String, String> chosen() {
    return reconciles()
        ? Leg.otherwise(claim.scope().modes(), recent(), realtime, async)
        : Leg.modes(mode(), wanted(), recent(), realtime, async);
  }

  private List<Slices> slices() {
    List<Slices> whole = Slices.of(source, claim.window());
    boolean other = !reconciles() || !modes.equals(claim.scope().modes());
    return other
        ? whole
        : whole.stream().flatMap(slice -> slice.halves(claim.window()).stream()).toList();
  }

  private Query query() {
    Limit limit =
        claim.divisible() ? Limit.SPLIT : division.divides(leg) ? Limit.DIVIDE : Limit.TAKE;
    return leg.mode().equals(Leg.REALTIME)
        ? new RealtimeQuery(source, leg, parser, limit, claim.patient())
        : new AsyncQuery(source, leg, parser, limit, clock);
  }

  /** Ends a query that is through. */
  private void close() {
    confirmed &= query.confirmed() || query.excess() != null;
    pass += query.passes();
    missing(query.shortfall());
    if (query.excess() != null) {
      undivided = leg;
    }
    query = null;
  }

  private void missing(String sentence) {
    if (sentence != null) {
      confirmed = false;
      shortfall = shortfall == null ? sentence : shortfall + "; " + sentence;
    }
  }

  private void divide() {
    if (undivided == null) {
      return;
    }
    List<Leg> parts =
        division.parts(undivided, undivided.mode().equals(Leg.REALTIME) ? realtime : async);
    if (division.handsOver(undivided)) {
      modes.put(undivided.service(), Leg.ASYNC);
    }
    for (int i = parts.size() - 1; i >= 0; i--) {
      legs.addFirst(parts.get(i));
    }
    undivided = null;
  }

  /** That there is nothing is believed when it is said twice, as an early result is empty, too. */
  private boolean askedAgain() {
    if (found || asked || claim.revision() > 0) {
      return false;
    }
    asked = true;
    Leg.legs(modes, slices()).stream()
        .filter(one -> one.mode().equals(Leg.ASYNC))
        .forEach(legs::add);
    return !legs.isEmpty();
  }

  private Ask prerequisite() {
    if (!facts.knowsOrganization(source.name())) {
      return simple(ORGANIZATION);
    }
    if (!modes.isEmpty()) {
      boolean divides = undivided != null && undivided.mode().equals(Leg.ASYNC);
      return divides && async == null ? simple(ASYNC_MAPPING) : null;
    }
    boolean named = !wanted().isEmpty();
    boolean mayBeRealtime =
        mode().equals(Leg.REALTIME) || ((mode().equals("auto") || reconciles()) && recent());
    if (async == null && (named || mayBeRealtime || reconciles())) {
      return simple(ASYNC_MAPPING);
    }
    return realtime == null && mayBeRealtime ? simple(REALTIME_MAPPING) : null;
  }

  private Ask simple(String step) {
    return new Ask(
        step, claim.window().from(), claim.window().to(), null, null, null, 1, 1, null, null, null);
  }

  private boolean reconciles() {
    return claim.occasion() == Occasion.RECONCILE;
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
  public String way() {
    boolean services = !modes.containsKey("*") && !modes.containsValue(Leg.REALTIME);
    return !modes.equals(claim.scope().modes())
        ? (services
            ? "service by service"
            : modes.values().stream().distinct().collect(Collectors.joining(" and ")))
        : "in halves";
  }

  @Override
  public String organizationId() {
    return facts.organization(source.name()).orElse(null);
  }
}
