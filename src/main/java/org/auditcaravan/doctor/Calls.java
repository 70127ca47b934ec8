package org.auditcaravan.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.auth.Tokens;
import org.auditcaravan.pagination.Pagings;
import org.auditcaravan.pagination.Replies;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.VendorException;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Scope;
import org.auditcaravan.window.Window;
import org.auditcaravan.window.WindowRead;

/**
 * Asks the vendor by the product's own routes, {@code token} and {@code api-<api>}, so that what is
 * examined is what runs. Nothing of it reaches ledger or archive.
 */
public final class Calls {
  private final ProducerTemplate routes;
  private final Replies replies;
  private final Tokens tokens;
  private final Pagings pagings;
  private final InstantSource clock;

  public Calls(
      ProducerTemplate routes,
      Replies replies,
      Tokens tokens,
      Pagings pagings,
      InstantSource clock) {
    this.routes = routes;
    this.replies = replies;
    this.tokens = tokens;
    this.pagings = pagings;
    this.clock = clock;
  }

  /** A read of the whole of yesterday (UTC), with these filters, that is never delivered. */
  WindowRead yesterday(Source source, Map<String, String> filters) {
    Instant today =
        clock
            .instant()
            .atZone(ZoneOffset.UTC)
            .toLocalDate()
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    Scope scope = new Scope(source.services(), filters, source.config().query(), Map.of());
    // A revision above 0 says that the window cannot be split.
    Claim claim =
        new Claim(
            0,
            new Window(source.name(), today.minus(Duration.ofDays(1)), today),
            1,
            0,
            scope,
            1,
            false,
            null);
    return new WindowRead(source, claim, pagings.begin(source, claim), new SeenEvents(), null);
  }

  /**
   * An access token, the cached one where there is one.
   *
   * @throws VendorException when the token endpoint refuses
   */
  String token(WindowRead read) {
    Exchange exchange = routes.request("direct:token", e -> e.setVariable("read", read));
    rethrow(exchange);
    return exchange.getMessage().getBody(String.class);
  }

  /** The next token will be a new one. */
  void forget(Source source, String token) {
    tokens.forget(source, token);
  }

  /**
   * The answer to what the read owes next, of whatever status.
   *
   * @throws VendorException when there is none
   */
  Reply ask(WindowRead read, String token) {
    Exchange exchange =
        routes.request(
            "direct:api-" + read.source().api().name(),
            e -> {
              e.setVariable("read", read);
              e.setVariable("ask", read.paging().ask());
              e.setVariable("token", token);
              e.getMessage().setBody("");
            });
    rethrow(exchange);
    return replies.read(exchange);
  }

  private static void rethrow(Exchange exchange) {
    Exception failure = exchange.getException();
    if (failure instanceof VendorException refusal) {
      throw refusal;
    }
    if (failure != null) {
      throw new CamelExecutionException("The route failed", exchange, failure);
    }
  }
}
