package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.normalize.PageParser;
import org.auditcaravan.source.Source;

/**
 * The synchronous query, one service at a time: pages are numbered from 1 in the body, and a total
 * says how many events there are. Where the total changes under way, or is not what arrives, the
 * query is read again; what came twice is told by its id.
 */
final class RealtimeQuery implements Query {
  static final String STEP = "realtime";

  /** Nobody documents a cap; 10,000 is what is said to be one, so that more is never trusted. */
  private static final int MOST = 10_000;

  private static final int MOST_PASSES = 3;

  private final Source source;
  private final Leg leg;
  private final PageParser parser;
  private final Limit limit;
  private final boolean patient;
  private final long most;

  private Pass pass;
  private int pageNumber = 1;
  private int passes = 1;
  private long received;
  private Long total;
  private boolean moved;
  private boolean done;
  private boolean confirmed;
  private String excess;
  private String shortfall;

  /**
   * @param patient whether totals that do not fit fail the window, so that it is tried again later
   */
  RealtimeQuery(Source source, Leg leg, PageParser parser, Limit limit, boolean patient) {
    this.source = source;
    this.leg = leg;
    this.parser = parser;
    this.limit = limit;
    this.patient = patient;
    this.most = source.config().vendorCap().orElse(MOST);
    this.pass = leg.isRest() ? leg.portion() : new Pass();
  }

  @Override
  public boolean hasNext() {
    return !done;
  }

  @Override
  public Ask ask() {
    return leg.ask(STEP, pageNumber, source.pageSize());
  }

  @Override
  public boolean expects(Reply reply) {
    return limit != Limit.SPLIT && Judge.tooLarge(reply);
  }

  @Override
  public Page accept(Reply reply) {
    if (!reply.succeeded()) {
      return tooMuch(reply, "finds the answer too large", Pages.NOTHING);
    }
    Page page = parser.parse(reply.body(), reply.body().length);
    int echoed = page.envelope().path("pageNumber").asInt(pageNumber);
    if (echoed != pageNumber) {
      throw new TransientFailure(
          reply.status(),
          null,
          reply.correlationId(),
          "The vendor sent page " + echoed + " where page " + pageNumber + " was asked for",
          reply.body());
    }
    JsonNode counted = page.envelope().path("total");
    Long now = counted.canConvertToLong() ? Long.valueOf(counted.asLong()) : null;
    see(page);
    if (limit != Limit.TAKE && now != null && now > most) {
      return tooMuch(reply, "counts " + now + " events, more than it is known to deliver", page);
    }
    int events = page.events().size() + page.rejects().size();
    received += events;
    moved |= total != null && now != null && !total.equals(now);
    moved |= now != null && pass.arrived() > now;
    total = now;
    if (events == 0 || (now != null && pass.arrived() == now)) {
      return end(reply, page);
    }
    if (now == null || received > now) {
      pass.follow(ask(), reply, String.valueOf(pageNumber + 1));
    }
    pageNumber++;
    return page;
  }

  private void see(Page page) {
    pass.see(page);
    if (leg.portion() != null && !leg.isRest()) {
      leg.portion().see(page);
    }
  }

  private Page end(Reply reply, Page page) {
    boolean whole = !moved && (total == null || pass.arrived() == total);
    if (!whole && passes < MOST_PASSES && !leg.isRest()) {
      passes++;
      pageNumber = 1;
      received = 0;
      total = null;
      moved = false;
      pass = new Pass();
      return page;
    }
    if (!whole && patient && (total == null || total <= most)) {
      throw new VendorException(
          reply.status(),
          "total.not.delivered",
          reply.correlationId(),
          leg.about(source) + " " + mismatch());
    }
    if (!whole) {
      return tooMuch(reply, mismatch(), page);
    }
    done = true;
    confirmed = total != null;
    return page;
  }

  private String mismatch() {
    if (total == null || total <= pass.arrived()) {
      return "delivered " + pass.arrived() + " events, and its total changed while it was read";
    }
    return "counts "
        + total
        + " events and delivered "
        + pass.arrived()
        + ": "
        + (total - pass.arrived())
        + " are missing";
  }

  private Page tooMuch(Reply reply, String what, Page page) {
    String sentence = leg.about(source) + " " + what;
    if (limit == Limit.SPLIT) {
      throw new TooLarge(reply.status(), "total.not.delivered", reply.correlationId(), sentence);
    }
    if (limit == Limit.DIVIDE) {
      excess = sentence;
    } else {
      shortfall = sentence;
    }
    done = true;
    return page;
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
    return confirmed;
  }
}
