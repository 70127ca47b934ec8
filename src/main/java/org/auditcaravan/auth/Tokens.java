package org.auditcaravan.auth;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.pagination.Evidence;
import org.auditcaravan.pagination.Forbidden;
import org.auditcaravan.pagination.LongWait;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.Throttled;
import org.auditcaravan.pagination.TransientFailure;
import org.auditcaravan.pagination.VendorException;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Meters;
import org.auditcaravan.window.WindowRead;
import org.jboss.logging.Logger;

/**
 * One access token for each source, kept in memory (refresh tokens are kept in the ledger) and
 * renewed by one thread at a time: 60 seconds before its end, or a fifth of its life if that is
 * less. The call itself is the route {@code token}; this bean says when it is due, what it sends
 * and what its answer means.
 */
@Singleton
@Named("tokens")
public final class Tokens {
  private static final Logger LOG = Logger.getLogger(Tokens.class);
  private static final Duration MARGIN = Duration.ofSeconds(60);

  /** A token of this age is fresh: windows that are tried again together share it. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Duration longestWait;
  private final RefreshTokens refreshTokens;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();

  /** What is known of a source's token; guarded by itself. */
  private static final class Slot {
    private String token;
    private Instant renewAt = Instant.MIN;
    private Instant since = Instant.MIN;

    /** The last token that was taken and whose rights did not suffice. */
    private String forbidden;

    /** Who issued the last token, where it says so. */
    private String tenant;

    /** What the client presents, and what it presented in the request that is under way. */
    private final Rotation rotation = new Rotation();

    private Presented shown;
    private boolean shownTwice;
    private String refreshToken;
    private boolean refreshing;
    private int refusals;
    private CompletableFuture<String> renewal;
  }

  @Inject
  public Tokens(InstantSource clock, AuditConfig config, RefreshTokens refreshTokens) {
    this.clock = clock;
    this.longestWait = config.longestWait();
    this.refreshTokens = refreshTokens;
  }

  /** The value of the header {@code Authorization} with this token. */
  public String authorization(Source source, String token) {
    return source.usesPat() ? Presented.basic("", token) : "Bearer " + token;
  }

  /**
   * The token for a read. One that is tried again after it was forbidden gets a fresh one: a token
   * keeps the rights that its client had when it was given.
   *
   * @return null when the caller has to renew it, as in {@link #lookup(Source)}
   */
  public String lookup(WindowRead read) {
    if (read.claim().attempt() > 1) {
      Slot slot = slot(read.source());
      synchronized (slot) {
        boolean old = !clock.instant().isBefore(slot.since.plus(FRESH));
        if (old && slot.token != null && slot.token.equals(slot.forbidden)) {
          slot.token = null;
        }
      }
    }
    return lookup(read.source());
  }

  /**
   * The cached token, or null when the caller has to renew it: it then calls {@link #request},
   * {@link #accept} and, whatever happens, {@link #release}. Other callers wait for the outcome. A
   * personal access token needs no call.
   *
   * @throws VendorException when the renewal that this caller waited for failed
   */
  public String lookup(Source source) {
    Slot slot = slot(source);
    CompletableFuture<String> renewal;
    synchronized (slot) {
      if (source.usesPat()) {
        return slot.rotation.next(source).text();
      }
      if (slot.token != null && clock.instant().isBefore(slot.renewAt)) {
        return slot.token;
      }
      if (slot.renewal == null) {
        slot.renewal = new CompletableFuture<>();
        return null;
      }
      renewal = slot.renewal;
    }
    return outcome(source, renewal);
  }

  /** Fills in the token request: the refresh token where there is one, else client credentials. */
  public void request(Source source, Exchange exchange) {
    Slot slot = slot(source);
    Map<String, String> form = new LinkedHashMap<>();
    Message message = exchange.getMessage();
    synchronized (slot) {
      slot.shown = slot.rotation.next(source);
      // Another replica, or a command, may have used and replaced the last one.
      slot.refreshToken = refreshTokens.find(source, slot.shown.text()).orElse(null);
      slot.refreshing = slot.refreshToken != null;
      form.put("grant_type", slot.refreshing ? "refresh_token" : "client_credentials");
      if (slot.refreshing) {
        form.put("refresh_token", slot.refreshToken);
      }
      slot.shown.addTo(form, source, clock.instant());
      slot.shown
          .header(source)
          .ifPresent(authorization -> message.setHeader("Authorization", authorization));
    }
    source.scope().ifPresent(scope -> form.put("scope", scope));
    message.setHeader(Exchange.HTTP_METHOD, "POST");
    message.setHeader(Exchange.HTTP_URI, source.tokenUrl().toString());
    message.setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
    message.setHeader("Accept", "application/json");
    message.setBody(
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + Presented.encoded(field.getValue()))
            .collect(Collectors.joining("&")));
  }

  /**
   * Takes in the answer to {@link #request}.
   *
   * @return the new token, or null when {@link #request} now asks otherwise: with the client's
   *     credentials, for the refresh token was refused; with another secret, for this one was
   * @throws VendorException when the answer holds no token; its message holds no secret
   */
  public String accept(Source source, Reply reply) {
    Slot slot = slot(source);
    Meters.answered(source.name(), reply.status());
    synchronized (slot) {
      Grant grant;
      try {
        grant = Grant.of(source, reply);
      } catch (Throttled e) {
        if (e.waitAsked() != null && e.waitAsked().compareTo(longestWait) > 0) {
          throw new LongWait(source.name(), e.waitAsked(), longestWait);
        }
        throw e;
      } catch (VendorException e) {
        e.because(Evidence.ofLogin(reply, secrets(slot)));
        if (asksOtherwise(source, slot, e)) {
          return null;
        }
        throw e;
      }
      slot.rotation.accepted(slot.shown);
      slot.token = grant.token();
      slot.tenant = Claims.of(grant.token()).get("tid");
      slot.since = clock.instant();
      slot.renewAt = clock.instant().plus(grant.life()).minus(margin(grant.life()));
      if (grant.refreshToken() != null) {
        refreshTokens.keep(source, slot.shown.text(), grant.refreshToken(), clock.instant());
      }
      Meters.renewed(source.name());
      LOG.debugf("Source %s has a new token for %s", source.name(), grant.life());
      if (slot.renewal != null) {
        slot.renewal.complete(slot.token);
      }
      return slot.token;
    }
  }

  private boolean asksOtherwise(Source source, Slot slot, VendorException refusal) {
    if (slot.refreshing && !(refusal instanceof TransientFailure)) {
      String secret = slot.shown.text();
      if (refreshTokens.find(source, secret).filter(slot.refreshToken::equals).isPresent()) {
        refreshTokens.end(source, secret, clock.instant());
      }
      slot.refreshing = false;
      LOG.warnf(
          "Source %s: the refresh token was refused; asking with the client's credentials",
          source.name());
      return true;
    }
    boolean another =
        refusal instanceof Forbidden
            && !slot.shownTwice
            && slot.rotation.refused(source, slot.shown);
    slot.shownTwice |= another;
    return another;
  }

  /** Ends a renewal, come what may, so that those who wait learn of its failure. */
  public void release(Source source, Exchange exchange) {
    Slot slot = slot(source);
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (failure instanceof Throttled throttled && throttled.waitAsked() != null) {
      exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, throttled.waitAsked().toMillis());
    }
    synchronized (slot) {
      if (slot.renewal == null) {
        return;
      }
      slot.shownTwice = false;
      slot.renewal.completeExceptionally(
          failure instanceof VendorException
              ? failure
              : new TransientFailure(
                  "Source " + source.name() + " got no answer from the token endpoint"));
      slot.renewal = null;
    }
  }

  /**
   * The API refused this token: it is dropped, if it is still the one in use.
   *
   * @return whether a repeat makes sense; false when a token that had just been renewed because of
   *     a refusal was refused as well, and for a personal access token, which nobody can renew,
   *     unless it is just being replaced
   */
  public boolean refused(Source source, String token) {
    Slot slot = slot(source);
    synchronized (slot) {
      if (source.usesPat()) {
        slot.refusals++;
        return slot.rotation.refused(source, new Presented(token, null)) && slot.refusals < 2;
      }
      if (token == null || !token.equals(slot.token)) {
        return true;
      }
      slot.token = null;
      slot.refusals++;
      return slot.refusals < 2;
    }
  }

  /** The next request gets another token than this one. */
  public void forget(Source source, String token) {
    Slot slot = slot(source);
    synchronized (slot) {
      if (token != null && token.equals(slot.token)) {
        slot.token = null;
      }
    }
  }

  /** The API knows this token, and forbids what it was shown for. */
  public void forbidden(Source source, String token) {
    Slot slot = slot(source);
    synchronized (slot) {
      slot.forbidden = token;
    }
  }

  /**
   * The organisation that an address names, with the tenant of the source's last token before it;
   * without such a token, the configured tenant. None for an API whose address names none.
   */
  public Optional<String> organization(Source source) {
    if (!source.api().defaults().addresses().apiUrl().contains("{organization}")) {
      return Optional.empty();
    }
    Slot slot = slot(source);
    Optional<String> tenant;
    synchronized (slot) {
      tenant = Optional.ofNullable(slot.tenant).or(source.config()::tenant);
    }
    return source
        .config()
        .organization()
        .map(name -> tenant.map(id -> id.strip() + "/").orElse("") + name.strip())
        .map(id -> id.toLowerCase(Locale.ROOT));
  }

  /** The API took this token: a later refusal may be answered by one renewal again. */
  public void worked(Source source, String token) {
    Slot slot = slot(source);
    synchronized (slot) {
      if (source.usesPat()) {
        slot.refusals = 0;
        slot.rotation.accepted(new Presented(token, null));
      } else if (token != null && token.equals(slot.token)) {
        slot.refusals = 0;
      }
    }
  }

  private Slot slot(Source source) {
    return slots.computeIfAbsent(source.name(), name -> new Slot());
  }

  private String outcome(Source source, CompletableFuture<String> renewal) {
    try {
      return renewal.get(longestWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VendorException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new TransientFailure(
          "Source " + source.name() + " waited " + longestWait + " for the renewal of its token");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFailure("Source " + source.name() + " stopped waiting for its token");
    }
  }

  private static List<String> secrets(Slot slot) {
    return slot.refreshToken == null
        ? List.of(slot.shown.text())
        : List.of(slot.shown.text(), slot.refreshToken);
  }

  private static Duration margin(Duration life) {
    Duration fifth = life.dividedBy(5);
    return fifth.compareTo(MARGIN) < 0 ? fifth : MARGIN;
  }
}
