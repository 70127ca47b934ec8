package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.normalize.PageParser;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.GapReason;

/**
 * Paging that the section {@code paging} of the mapping declares: {@code cursor} names what is sent
 * back for the next page; or {@code page-number} stands there and pages are numbered from 1. {@code
 * more} names a flag, {@code total} the number of all events, {@code matching} the number of all
 * that match, also those that the vendor keeps from this client. Each is a list of dotted names, of
 * which the first that is there counts.
 */
final class CursorPaging implements Paging {
  private final PageParser parser;
  private final JsonNode names;
  private final int pageSize;
  private final List<Slices> slices;
  private final boolean strict;

  private int slice;
  private String cursor;
  private int pageNumber = 1;
  private long delivered;
  private Cursors cursors = new Cursors();
  private boolean confirmed = true;
  private String shortfall;
  private long omitted;

  CursorPaging(Source source, Claim claim) {
    this.strict = claim.divisible();
    this.parser = new PageParser(source.api());
    this.names = source.api().paging();
    this.pageSize = source.pageSize();
    this.slices = Slices.of(source, claim.window());
  }

  @Override
  public boolean hasNext() {
    return slice < slices.size();
  }

  @Override
  public Ask ask() {
    Slices now = slices.get(slice);
    Instant atOnce = null;
    return new Ask(
        "page", now.from(), now.to(), null, cursor, pageNumber, pageSize, null, null, atOnce);
  }

  @Override
  public Page accept(Reply reply) {
    Page page = parser.parse(reply.body(), reply.body().length);
    int events = page.events().size() + page.rejects().size();
    String next = Names.text(page.envelope(), names.path("cursor"));
    Boolean more = Names.flag(page.envelope(), names.path("more"));
    Long total = Names.number(page.envelope(), names.path("total"));
    boolean numbered = names.has("page-number");
    boolean last =
        numbered ? lastNumbered(events, more, total) : next == null || Boolean.FALSE.equals(more);
    if (!last && !numbered) {
      cursors.check(ask(), reply, next, events);
    }
    if (!numbered && next == null && Boolean.TRUE.equals(more)) {
      throw new VendorException(
          reply.status(),
          "lost.cursor",
          reply.correlationId(),
          "The vendor promises a further page without saying which: step page gave no cursor");
    }
    if (last && total != null && delivered + events < total) {
      String sentence =
          "The vendor counts " + total + " events and delivered " + (delivered + events);
      if (strict) {
        throw new TooLarge(reply.status(), null, reply.correlationId(), sentence);
      }
      shortfall = sentence;
    }
    delivered += events;
    if (!last) {
      pageNumber++;
      if (!numbered) {
        cursors.take(next, events);
        cursor = next;
      }
      return page;
    }
    noticeOmitted(page);
    confirmed &= total != null && total == delivered;
    slice++;
    cursor = null;
    pageNumber = 1;
    delivered = 0;
    cursors = new Cursors();
    return page;
  }

  /** Reading smaller windows would not help: what is omitted is omitted everywhere. */
  private void noticeOmitted(Page page) {
    Long matching = Names.number(page.envelope(), names.path("matching"));
    if (matching != null && delivered < matching) {
      omitted += matching - delivered;
      shortfall =
          "the vendor counts "
              + matching
              + " events that match and showed "
              + delivered
              + ", under status 200: it keeps "
              + omitted
              + " of this window from the client, whose token misses a scope or whose account misses"
              + " an environment; grant them, or name the environment with query.environmentId";
    }
  }

  private boolean lastNumbered(int events, Boolean more, Long total) {
    if (events == 0 || Boolean.FALSE.equals(more)) {
      return true;
    }
    return more == null && total != null && delivered + events >= total;
  }

  @Override
  public int pass() {
    return slice;
  }

  @Override
  public Map<String, String> modes() {
    return Map.of();
  }

  @Override
  public Optional<String> shortfall() {
    return Optional.ofNullable(shortfall);
  }

  @Override
  public String shortfallReason() {
    return omitted > 0 ? GapReason.OMITTED : GapReason.TOO_LARGE;
  }

  @Override
  public boolean confirmed() {
    return confirmed && !hasNext();
  }
}
