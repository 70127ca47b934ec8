package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.normalize.PageParser;
import org.auditcaravan.normalize.UnreadablePage;
import org.auditcaravan.source.Source;

/**
 * The asynchronous query: submitted, polled until the vendor says that it succeeded, and read by
 * cursor; or, where the vendor says so, downloaded from an address that it gives.
 */
final class AsyncQuery implements Query {
  static final String SUBMIT = "submit";
  static final String STATUS = "status";
  static final String RESULTS = "results";
  static final String CHUNK = "chunk";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_POLL = Duration.ofSeconds(2);
  private static final Duration LONGEST_POLL = Duration.ofSeconds(10);
  private static final int MOST_PASSES = 2;

  private final Source source;
  private final Leg leg;
  private final PageParser parser;
  private final Limit limit;
  private final InstantSource clock;

  private String step = SUBMIT;
  private String transactionId;
  private Instant deadline;
  private Duration poll = FIRST_POLL;
  private Instant notBefore;
  private String cursor;
  private Pass pass = new Pass();
  private String url;
  private final Deque<Path> chunks = new ArrayDeque<>();
  private int passes = 1;
  private String excess;
  private String shortfall;

  AsyncQuery(Source source, Leg leg, PageParser parser, Limit limit, InstantSource clock) {
    this.source = source;
    this.leg = leg;
    this.parser = parser;
    this.limit = limit;
    this.clock = clock;
  }

  @Override
  public boolean hasNext() {
    return step != null;
  }

  @Override
  public Ask ask() {
    return new Ask(
        step,
        leg.slice().from(),
        leg.slice().to(),
        leg.service(),
        leg.entityType(),
        cursor,
        1,
        source.pageSize(),
        transactionId,
        step.equals(CHUNK) ? chunks.getFirst().toString() : url,
        notBefore);
  }

  /** A lost query is submitted again; large results come from elsewhere; their address may end. */
  @Override
  public boolean expects(Reply reply) {
    int status = reply.status();
    if (limit != Limit.SPLIT && Judge.tooLarge(reply)) {
      return true;
    }
    return switch (step) {
      case STATUS -> status == 404;
      case RESULTS ->
          status == 404
              || (redirect(status) && reply.header("location") != null)
              || (cursor != null && (status == 400 || status == 410) && !Judge.tooLarge(reply));
      case GenesysAudits.DOWNLOAD ->
          status >= 400 && status < 500 && status != 408 && status != 429;
      default -> false;
    };
  }

  @Override
  public Page accept(Reply reply) {
    if (Judge.tooLarge(reply)) {
      return tooMuch(reply, "is refused, because its answer would be too large", Pages.NOTHING);
    }
    return switch (step) {
      case SUBMIT -> submitted(reply);
      case STATUS -> polled(reply);
      case RESULTS -> results(reply);
      case GenesysAudits.DOWNLOAD -> downloaded(reply);
      default -> chunk(reply);
    };
  }

  private Page submitted(Reply reply) {
    JsonNode status = json(reply);
    String id = status.path("id").asText("");
    if (id.isBlank()) {
      throw new TransientFailure(
          reply.status(),
          null,
          reply.correlationId(),
          "The vendor took the query without naming its id",
          reply.body());
    }
    transactionId = id;
    deadline = clock.instant().plus(source.config().queryDeadline());
    poll = FIRST_POLL;
    return state(reply, status.path("state").asText(""));
  }

  private Page polled(Reply reply) {
    if (reply.status() == 404) {
      return again(reply, "was lost by the vendor");
    }
    return state(reply, json(reply).path("state").asText(""));
  }

  private Page state(Reply reply, String state) {
    switch (state) {
      case "Succeeded" -> {
        step = RESULTS;
        notBefore = null;
      }
      case "Failed", "Cancelled" -> {
        return again(reply, "ended as " + state);
      }
      default -> {
        if (!clock.instant().isBefore(deadline)) {
          throw new TransientFailure(
              reply.status(),
              null,
              reply.correlationId(),
              about() + " was still " + state + " after " + source.config().queryDeadline(),
              new byte[0]);
        }
        step = STATUS;
        notBefore = clock.instant().plus(poll);
        poll = poll.plus(poll.dividedBy(2));
        poll = poll.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : poll;
      }
    }
    return Pages.NOTHING;
  }

  private Page again(Reply reply, String why) {
    if (passes >= MOST_PASSES) {
      throw new VendorException(
          reply.status(), "query.failed", reply.correlationId(), about() + " " + why + " again");
    }
    passes++;
    step = SUBMIT;
    transactionId = null;
    cursor = null;
    pass = new Pass();
    url = null;
    notBefore = null;
    return Pages.NOTHING;
  }

  private Page results(Reply reply) {
    if (reply.status() == 404) {
      return again(reply, "was lost by the vendor");
    }
    if (reply.status() == 400 || reply.status() == 410) {
      return again(reply, "no longer knows its cursor");
    }
    if (redirect(reply.status())) {
      return download(reply, reply.header("location"));
    }
    Page page;
    try {
      page = parser.parse(reply.body(), reply.body().length);
    } catch (UnreadablePage e) {
      String address = json(reply).path("downloadUrl").asText("");
      if (address.isBlank()) {
        throw e;
      }
      return download(reply, address);
    }
    pass.see(page);
    String next = page.envelope().path("cursor").asText("");
    if (next.isBlank()) {
      return last(reply, page);
    }
    pass.follow(ask(), reply, next);
    cursor = next;
    return page;
  }

  /** Nothing but the number says whether a result was cut: there is no total. */
  private Page last(Reply reply, Page page) {
    step = null;
    int cap = source.config().vendorCap().orElse(Integer.MAX_VALUE);
    if (pass.arrived() < cap) {
      return page;
    }
    return tooMuch(
        reply,
        "delivered "
            + pass.arrived()
            + " events, as many as the vendor hands out (vendor-cap="
            + cap
            + "): how many are missing, it does not say",
        page);
  }

  private Page tooMuch(Reply reply, String what, Page page) {
    String sentence = about() + " " + what;
    if (limit == Limit.SPLIT) {
      throw new TooLarge(reply.status(), "too.many.results", reply.correlationId(), sentence);
    }
    if (limit == Limit.DIVIDE) {
      excess = sentence;
    } else {
      shortfall = sentence;
    }
    step = null;
    return page;
  }

  private Page download(Reply reply, String address) {
    URI uri = source.apiUrl().resolve(address);
    if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
      throw new VendorException(
          reply.status(),
          "bad.address",
          reply.correlationId(),
          about() + " names a download address that is none");
    }
    url = uri.toString();
    step = GenesysAudits.DOWNLOAD;
    return Pages.NOTHING;
  }

  private Page downloaded(Reply reply) {
    if (!reply.succeeded()) {
      return again(reply, "has a download address that no longer works");
    }
    List<Path> cut = new Chunks(reply.file(), parser).cut();
    chunks.addAll(cut);
    url = null;
    step = chunks.isEmpty() ? null : CHUNK;
    return Pages.NOTHING;
  }

  private Page chunk(Reply reply) {
    Page page = parser.parse(reply.body(), reply.body().length);
    pass.see(page);
    Chunks.delete(chunks.removeFirst());
    return chunks.isEmpty() ? last(reply, page) : page;
  }

  private static boolean redirect(int status) {
    return status == 302 || status == 303 || status == 307;
  }

  private String about() {
    return leg.about(source) + (transactionId == null ? "" : " " + transactionId);
  }

  private static JsonNode json(Reply reply) {
    try {
      return JSON.readTree(reply.body());
    } catch (IOException e) {
      throw new UnreadablePage("it is no JSON");
    }
  }

  @Override
  public String excess() {
    return excess;
  }

  @Override
  public String shortfall() {
    return shortfall;
  }

  @Override
  public int passes() {
    return passes;
  }

  @Override
  public boolean confirmed() {
    return step == null && excess == null && shortfall == null;
  }
}
