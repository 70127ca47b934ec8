package org.auditcaravan.pagination;

import org.auditcaravan.normalize.Page;
import org.auditcaravan.normalize.PageParser;
import org.auditcaravan.source.Source;

/**
 * The synchronous query, one service at a time: pages are numbered from 1 in the body, and a total
 * says how many events there are. Where the total changes under way, or is not delivered, the query
 * is read again; what came twice is told by its id.
 */
final class RealtimeQuery implements Query {
  static final String STEP = "realtime";

  /** Nobody documents a cap; 10,000 is what is said to be one, so that more is never trusted. */
  private static final long MOST = 10_000;

  private static final int MOST_PASSES = 3;

  private final Source source;
  private final Leg leg;
  private final PageParser parser;
  private final boolean strict;

  private int pageNumber = 1;
  private int passes = 1;
  private long delivered;
  private Long total;
  private boolean moved;
  private boolean done;
  private boolean confirmed;
  private String shortfall;

  /**
   * @param strict whether a result that is not delivered whole is refused; else what comes is
   *     taken, and the rest is a shortfall
   */
  RealtimeQuery(Source source, Leg leg, PageParser parser, boolean strict) {
    this.strict = strict;
    this.source = source;
    this.leg = leg;
    this.parser = parser;
  }

  @Override
  public boolean hasNext() {
    return !done;
  }

  @Override
  public Ask ask() {
    return new Ask(
        STEP,
        leg.slice().from(),
        leg.slice().to(),
        leg.service(),
        null,
        pageNumber,
        source.pageSize(),
        null,
        null,
        null);
  }

  @Override
  public boolean expects(Reply reply) {
    return false;
  }

  @Override
  public Page accept(Reply reply) {
    Page page = parser.parse(reply.body(), reply.body().length);
    int events = page.events().size() + page.rejects().size();
    Long now =
        page.envelope().path("total").canConvertToLong()
            ? Long.valueOf(page.envelope().path("total").asLong())
            : null;
    int echoed = page.envelope().path("pageNumber").asInt(pageNumber);
    if (echoed != pageNumber) {
      throw new TransientFailure(
          reply.status(),
          null,
          reply.correlationId(),
          "The vendor sent page " + echoed + " where page " + pageNumber + " was asked for",
          reply.body());
    }
    if (strict && now != null && now > MOST) {
      throw tooLarge(reply, "counts " + now + " events, more than it is known to deliver");
    }
    boolean end = events == 0 || (now != null && delivered + events >= now);
    boolean short_ = end && now != null && delivered + events < now;
    if (short_ && passes >= MOST_PASSES) {
      TooLarge failure =
          tooLarge(reply, "counts " + now + " events and delivered " + (delivered + events));
      if (strict) {
        throw failure;
      }
      shortfall = failure.getMessage();
    }
    moved |= total != null && now != null && !total.equals(now);
    total = now;
    delivered += events;
    pageNumber++;
    if (end) {
      end(short_);
    }
    return page;
  }

  private void end(boolean incomplete) {
    if ((incomplete || moved) && passes < MOST_PASSES) {
      passes++;
      pageNumber = 1;
      delivered = 0;
      total = null;
      moved = false;
      return;
    }
    done = true;
    confirmed = total != null && !moved && !incomplete;
  }

  private TooLarge tooLarge(Reply reply, String what) {
    return new TooLarge(
        reply.status(),
        "total.not.delivered",
        reply.correlationId(),
        "Source " + source.name() + ", service " + leg.service() + ": the realtime query " + what);
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
    return confirmed;
  }
}
