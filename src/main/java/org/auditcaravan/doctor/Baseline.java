package org.auditcaravan.doctor;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.normalize.Event;
import org.auditcaravan.pagination.Accepted;
import org.auditcaravan.pagination.Pagings;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Occasion;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.WindowRead;
import org.jboss.logging.Logger;

/**
 * The bean {@code baseline}: reads an empty window without its filters, to the first events, where
 * these filters have never found any. A filter that the vendor does not know matches nothing, and
 * is no error (the customer's guide, edge case 2).
 */
@Singleton
@Named("baseline")
public final class Baseline {
  private static final Logger LOG = Logger.getLogger(Baseline.class);
  private static final Duration PAUSE = Duration.ofHours(6);
  private static final int MOST_REQUESTS = 60;

  private final Ledger ledger;
  private final Pagings pagings;
  private final InstantSource clock;

  /** When each source was read without its filters last. */
  private final Map<String, Instant> asked = new ConcurrentHashMap<>();

  @Inject
  public Baseline(Ledger ledger, Pagings pagings, InstantSource clock) {
    this.ledger = ledger;
    this.pagings = pagings;
    this.clock = clock;
  }

  /** Whether the window is empty and its filters may be the reason; seldom for one source. */
  public boolean due(@Variable("read") WindowRead read) {
    String source = read.source().name();
    boolean empty = read.events().received() == read.events().outside();
    return empty
        && read.isCommitted()
        && !read.isPromised()
        && read.claim().occasion() == Occasion.FIRST
        && !filters(read.claim().scope()).isEmpty()
        && !clock.instant().isBefore(asked.getOrDefault(source, Instant.MIN).plus(PAUSE))
        && ledger.notes().emptyWithThisScope(read.claim()) > 0;
  }

  /** A read of the same window without filters, of which nothing is delivered. */
  public WindowRead begin(@Variable("read") WindowRead read) {
    asked.put(read.source().name(), clock.instant());
    Claim own = read.claim();
    Scope all = new Scope(own.scope().services(), Map.of(), Map.of(), Map.of());
    // A revision above 0 says that the window cannot be split.
    Claim claim = new Claim(own.id(), own.window(), 1, own.fencing(), all, 1, false, null);
    return new WindowRead(
        read.source(), claim, pagings.begin(read.source(), claim), new SeenEvents(), null);
  }

  /** Whether no event has come yet and another request may bring one. */
  public boolean more(@Variable("read") WindowRead read) {
    read.letGo();
    return read.hasNext()
        && read.responses().size() < MOST_REQUESTS
        && read.events().received() == read.events().outside();
  }

  /**
   * Warns if there are events without the filters; the warning stays until the filters find some.
   */
  public void tell(@Variable("filtered") WindowRead filtered, @Body List<Accepted> page) {
    if (page.isEmpty()) {
      return;
    }
    String source = filtered.source().name();
    Map<String, String> filters = filters(filtered.claim().scope());
    List<Event> events = page.stream().map(Accepted::event).toList();
    String sentence =
        "the filter "
            + filters
            + " found 0 events in each of "
            + ledger.notes().emptyWithThisScope(filtered.claim())
            + " windows, although "
            + filtered.window().name()
            + " has "
            + events.size()
            + " on its first page without it ("
            + Sample.seen(events, new TreeSet<>(filters.keySet()))
            + "): correct audit.sources."
            + source
            + ".filters or .query, whose values are exact, in upper and lower case; doctor tells more";
    LOG.warnf("%s: %s", source, sentence);
    ledger.notes().filterFindsNothing(filtered.claim(), sentence, clock.instant());
  }

  /** The window stays committed, whatever becomes of this. */
  public void failed(@Variable("filtered") WindowRead filtered, Exchange exchange) {
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    LOG.infof(
        "%s: the window could not be read without its filters: %s",
        filtered.source().name(), failure.getMessage());
  }

  private static Map<String, String> filters(Scope scope) {
    Map<String, String> filters = new TreeMap<>(scope.query());
    filters.putAll(scope.filters());
    return filters;
  }
}
