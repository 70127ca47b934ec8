package org.auditcaravan.pagination;

import org.auditcaravan.normalize.Page;

/** One query of the Genesys audit API, under way. */
interface Query {
  boolean hasNext();

  Ask ask();

  /** Whether it can go on from this answer although it is no success. */
  boolean expects(Reply reply);

  /** Takes in an answer; when it throws, the query stands where it stood. */
  Page accept(Reply reply);

  /** How often it began, 1 and up. */
  int passes();

  /** Whether the vendor confirmed that it is complete. */
  boolean confirmed();

  /** Why what was asked for has to be divided, or null; what came so far counts all the same. */
  String excess();

  /** What the vendor has and does not hand out, or null. */
  String shortfall();
}
