package org.auditcaravan.pagination;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.normalize.Page;
import org.auditcaravan.normalize.PageParser;
import org.auditcaravan.source.Source;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.GapReason;
import org.auditcaravan.window.Occasion;

/**
 * Paging that the section {@code paging} of the mapping declares: {@code cursor} names what is sent
 * back for the next page; or {@code page-number} stands there and pages are numbered from 1. {@code
 * more} names a flag, {@code total} the number of all events, {@code matching} the number of all
 * that match, also those that the vendor keeps from this client. Each is a list of dotted names, of
 * which the first that is there counts.
 */
final class CursorPaging implements Paging {
  private static final int PARTS = 2;

  private final Source source;
  private final Claim claim;
  private final PageParser parser;
  private final JsonNode names;
  private final Deque<Slices> slices;

  private int finished;
  private String cursor;
  private int pageNumber = 1;
  private long received;
  private Pass pass = new Pass();
  private boolean confirmed = true;
  private String shortfall;
  private long omitted;

  CursorPaging(Source source, Claim claim) {
    this.source = source;
    this.claim = claim;
    this.parser = new PageParser(source.api());
    this.names = source.api().paging();
    this.slices = new ArrayDeque<>(Slices.of(source, claim.window()));
    if (claim.occasion() == Occasion.RECONCILE) {
      // Other pages than before: what a page's edge has lost stands in the middle of one.
      for (int i = 0; i < PARTS; i++) {
        List<Slices> whole = List.copyOf(slices);
        slices.clear();
        whole.forEach(slice -> slices.addAll(slice.halves(claim.window())));
      }
    }
  }

  @Override
  public String way() {
    return "in parts";
  }

  @Override
  public boolean hasNext() {
    return !slices.isEmpty();
  }

  @Override
  public Ask ask() {
    Slices now = slices.getFirst();
    Instant atOnce = null;
    return new Ask(
        "page",
        now.from(),
        now.to(),
        null,
        null,
        cursor,
        pageNumber,
        source.pageSize(),
        null,
        null,
        atOnce);
  }

  @Override
  public boolean expects(Reply reply) {
    return !claim.divisible() && Judge.tooLarge(reply);
  }

  @Override
  public Page accept(Reply reply) {
    if (!reply.succeeded()) {
      divide(reply, "The vendor finds the answer too large");
      return Pages.NOTHING;
    }
    Page page = parser.parse(reply.body(), reply.body().length);
    int events = page.events().size() + page.rejects().size();
    String next = Names.text(page.envelope(), names.path("cursor"));
    Boolean more = Names.flag(page.envelope(), names.path("more"));
    Long total = Names.number(page.envelope(), names.path("total"));
    boolean numbered = names.has("page-number");
    if (!numbered && next == null && Boolean.TRUE.equals(more)) {
      throw new VendorException(
          reply.status(),
          "lost.cursor",
          reply.correlationId(),
          "The vendor promises a further page without saying which: step page gave no cursor");
    }
    pass.see(page);
    received += events;
    boolean last =
        numbered ? lastNumbered(events, more, total) : next == null || Boolean.FALSE.equals(more);
    if (last) {
      end(page, reply, total);
      return page;
    }
    if (!numbered) {
      pass.follow(ask(), reply, next);
      cursor = next;
    } else if (total == null || received > total) {
      pass.follow(ask(), reply, String.valueOf(pageNumber + 1));
    }
    pageNumber++;
    return page;
  }

  /** Reading smaller windows would not help: what is omitted is omitted everywhere. */
  private void noticeOmitted(Page page, long delivered) {
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
    return more == null && total != null && pass.arrived() == total;
  }

  private void end(Page page, Reply reply, Long total) {
    long arrived = pass.arrived();
    int cap = source.config().vendorCap().orElse(Integer.MAX_VALUE);
    if (total != null && total != arrived) {
      String sentence = "The vendor counts " + total + " events and delivered " + arrived;
      if (claim.patient() && total <= cap) {
        throw new VendorException(
            reply.status(), "total.not.delivered", reply.correlationId(), sentence);
      }
      divide(reply, sentence);
    } else if (total == null && arrived >= cap) {
      divide(
          reply,
          "The vendor delivered "
              + arrived
              + " events, as many as it hands out (vendor-cap="
              + cap
              + "): how many are missing, it does not say");
    } else {
      noticeOmitted(page, arrived);
      confirmed &= total != null;
      slices.removeFirst();
      restart();
    }
  }

  /** What has more events than are handed out is asked for in halves, down to a second. */
  private void divide(Reply reply, String sentence) {
    if (claim.divisible()) {
      throw new TooLarge(reply.status(), null, reply.correlationId(), sentence);
    }
    Slices whole = slices.removeFirst();
    List<Slices> halves = whole.halves(claim.window());
    for (int i = halves.size() - 1; i >= 0; i--) {
      slices.addFirst(halves.get(i));
    }
    if (halves.isEmpty()) {
      confirmed = false;
      String missing = sentence + ", " + whole.from() + " .. " + whole.to();
      shortfall = shortfall == null ? missing : shortfall + "; " + missing;
    }
    restart();
  }

  private void restart() {
    finished++;
    cursor = null;
    pageNumber = 1;
    received = 0;
    pass = new Pass();
  }

  @Override
  public int pass() {
    return finished;
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
