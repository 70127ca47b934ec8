package org.auditcaravan.index;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.Variable;
import org.apache.camel.component.http.HttpConstants;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.config.AuditConfig.ElasticsearchConfig;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.window.BytesInFlight;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.LeaseLost;
import org.auditcaravan.window.WindowRead;
import org.jboss.logging.Logger;

/**
 * The steps of {@code routes/sink-elasticsearch.camel.yaml}: bean {@code index}. They compute
 * requests and read answers; the route sends, waits and loops.
 */
@Named("index")
@Singleton
public final class IndexSink {
  /** The sink's name in the ledger. */
  public static final String SINK = "elasticsearch";

  private static final Logger LOG = Logger.getLogger(IndexSink.class);
  private static final Duration LONGEST_POSTPONEMENT = Duration.ofDays(1);

  private final AuditConfig audit;
  private final ElasticsearchConfig config;
  private final DeliveryLedger ledger;
  private final InstantSource clock;
  private final BytesInFlight inFlight;
  private final Backoff backoff;
  private final Backoff postponement;
  private final Outage outage;
  private final Map<Bulk, BytesInFlight.Room> rooms = new ConcurrentHashMap<>();
  private final IdleBodies bodies;
  private final Set<String> knownAliases = ConcurrentHashMap.newKeySet();

  public IndexSink(AuditConfig audit, DeliveryLedger ledger, InstantSource clock) {
    this.audit = audit;
    this.config = audit.sinks().elasticsearch();
    this.ledger = ledger;
    this.clock = clock;
    this.inFlight = new BytesInFlight(audit.bytesInFlight());
    this.bodies = new IdleBodies(config.bulkBytes());
    RandomGenerator chance = new Random();
    Duration longest = Duration.ofMillis(audit.retry().longestPauseMillis());
    this.backoff = new Backoff(Duration.ofMillis(audit.retry().pauseMillis()), longest, chance);
    this.outage = new Outage(new Backoff(config.pause(), longest, chance));
    this.postponement = new Backoff(audit.retry().windowPause(), LONGEST_POSTPONEMENT, chance);
  }

  /**
   * What is delivered: what catch-up brought back, or straight after its commit the window that was
   * read.
   */
  public Shipment shipment(
      @Variable("delivery") Shipment fetched, @Variable("read") WindowRead read) {
    return read == null
        ? fetched
        : Shipment.of(
            Delivery.of(read.reservation().orElseThrow(), SINK),
            read.spool().files(),
            read.events().delivered(),
            read.records().delivered());
  }

  /**
   * Opens a delivery.
   *
   * @throws IndexFailure at once while the engine is known to be away
   * @throws IndexBusy when other deliveries have taken all room for too long
   */
  public Bulk open(@Variable("delivery") Shipment shipment) throws InterruptedException {
    if (!reachable()) {
      throw new IndexFailure(outage.sentence());
    }
    BytesInFlight.Room room =
        inFlight.take(shipment.window().source(), config.bulkBytes(), config.pause());
    if (room == null) {
      throw new IndexBusy();
    }
    try {
      Bulk bulk = begin(shipment);
      rooms.put(bulk, room);
      return bulk;
    } catch (RuntimeException e) {
      room.close();
      throw e;
    }
  }

  private Bulk begin(Shipment shipment) {
    String alias = alias(shipment.window().source());
    Contact contact = knownAliases.contains(alias) ? null : new Contact(alias);
    // One try is enough to see whether an engine that was away is back.
    int attempts = outage.ongoing() ? 1 : audit.retry().attempts();
    return new Bulk(
        shipment,
        bodies.take(),
        clock.instant(),
        alias,
        contact,
        config.bulkBytes(),
        attempts,
        backoff);
  }

  /** Sets body and headers of the next request, and nothing else. */
  public void request(@Variable("bulk") Bulk bulk, Message message) {
    Request request = bulk.request();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_METHOD, request.method());
    message.setHeader(Exchange.HTTP_PATH, request.path());
    message.setHeader(HttpConstants.HTTP_QUERY, request.query());
    if (request.body() != null) {
      message.setHeader(Exchange.CONTENT_TYPE, request.body().getContentType());
    }
    Credentials.header(config).ifPresent(value -> message.setHeader("Authorization", value));
    message.setBody(request.body());
  }

  /**
   * Reads the answer to the end, whatever it says.
   *
   * @throws IOException when it breaks off or is none
   * @throws IndexFailure when the engine refuses us as a whole, or has been busy too often
   */
  public void answer(
      @Variable("bulk") Bulk bulk,
      @Header(Exchange.HTTP_RESPONSE_CODE) int status,
      @Header("Retry-After") String retryAfter,
      Message message)
      throws IOException {
    boolean documents = bulk.contacted();
    try (InputStream in = message.getBody(InputStream.class)) {
      bulk.answer(status, retryAfter, in);
    }
    if (documents && status == 200 && bulk.pause() == 0) {
      outage.ended(clock.instant(), ledger::outage);
    }
  }

  /**
   * There was no answer: the same documents go again, after a pause.
   *
   * @throws IndexFailure when that has been tried often enough
   */
  public void unanswered(@Variable("bulk") Bulk bulk, @ExchangeException IOException failure) {
    bulk.again(
        "the search engine at " + place() + " does not answer (" + failure.getMessage() + ")",
        null);
  }

  /** What the engine refused since the last call: a dead letter each. */
  public List<Failure> refused(@Variable("bulk") Bulk bulk) {
    return bulk.refused();
  }

  /** Records the delivery in the ledger, with its books. */
  public void receipt(@Variable("delivery") Shipment shipment, @Variable("bulk") Bulk bulk) {
    if (bulk.hasNext()) {
      // The process is stopping, which ends the loop early; the delivery stays owed.
      return;
    }
    if (bulk.contacted()) {
      knownAliases.add(alias(shipment.window().source()));
    }
    if (!shipment.balanced()) {
      LOG.errorf(
          "%s: the index's books of window %s do not balance, %d records and %d events are missing:"
              + " look for a step in the sink's route that drops messages, then run reindex",
          shipment.window().source(),
          shipment.window().name(),
          shipment.records().missing(),
          shipment.events().missing());
    }
    ledger.delivered(shipment.delivery(), bulk.begun(), shipment.events(), shipment.records());
  }

  /** The delivery stays owed, and is due again after a pause that grows. */
  public void postpone(
      @Variable("delivery") Shipment shipment, @ExchangeException Exception failure) {
    stillOwed(shipment.delivery(), cause(failure));
  }

  /** What Camel has wrapped, which says in one sentence what happened. */
  private static Exception cause(Exception failure) {
    Exception cause = failure;
    while (cause.getClass().getName().startsWith("org.apache.camel.")
        && cause.getCause() instanceof Exception inner) {
      cause = inner;
    }
    return cause;
  }

  void stillOwed(Delivery delivery, Exception failure) {
    Instant now = clock.instant();
    String sentence = String.valueOf(failure.getMessage());
    try {
      ledger.postponed(delivery, sentence, now, pause(delivery, failure, now, sentence));
    } catch (LeaseLost e) {
      LOG.infof(
          "%s: window %s is left to the replica that has the source now",
          delivery.window().source(), delivery.window().name());
    }
  }

  private Duration pause(Delivery delivery, Exception failure, Instant now, String sentence) {
    if (failure instanceof IndexFailure) {
      knownAliases.clear();
      outage.failed(now, sentence);
      return Duration.between(now, outage.until());
    }
    if (failure instanceof IndexBusy) {
      return config.pause();
    }
    if (delivery.attempts() == 0 && !(failure instanceof LeaseLost)) {
      LOG.warnf(
          "%s: the delivery of window %s to the index is postponed: %s",
          delivery.window().source(), delivery.window().name(), sentence);
      LOG.debug("The failure in full", failure);
    }
    return postponement.after(delivery.attempts() + 1);
  }

  /** Closes the files of a delivery, done or not; there is none when it was not opened. */
  public void close(@Variable("bulk") Bulk bulk) {
    BytesInFlight.Room room = bulk == null ? null : rooms.remove(bulk);
    if (room != null) {
      room.close();
      bulk.close();
      bodies.giveBack(bulk.body());
    }
  }

  /** Whether the engine may be tried now. */
  boolean reachable() {
    return !clock.instant().isBefore(outage.until());
  }

  private String alias(String source) {
    var own = audit.sources().get(source);
    return own == null ? config.index() : own.index().orElse(config.index());
  }

  /** The engine's address without a password that may stand in it. */
  private String place() {
    return config
        .url()
        .map(url -> url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()))
        .orElse("localhost:9200");
  }
}
