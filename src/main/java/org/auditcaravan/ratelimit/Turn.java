package org.auditcaravan.ratelimit;

import org.auditcaravan.source.Source;
import org.auditcaravan.window.WindowRead;

/**
 * Whose request it is, and to which endpoint.
 *
 * @param source the source whose quota it takes
 * @param fencing the number of the lease under which it is made
 * @param step which request it is, as {@link org.auditcaravan.pagination.Ask} names it, or {@link
 *     #TOKEN} or {@link #USER}
 */
public record Turn(Source source, long fencing, String step) {
  /** A request for a token. */
  public static final String TOKEN = "token";

  /** The look-up of a user's name. */
  public static final String USER = "user";

  /** The request that the read owes next. */
  public static Turn of(WindowRead read) {
    return of(read, read.paging().ask().step());
  }

  /** This request, made for the read. */
  public static Turn of(WindowRead read, String step) {
    return new Turn(read.source(), read.claim().fencing(), step);
  }
}
