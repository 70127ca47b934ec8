package org.auditcaravan.pagination;

/** What a query does when the vendor has more events than it hands out. */
enum Limit {
  /** It fails as {@link TooLarge}: the window is split in the ledger. */
  SPLIT,
  /** It ends with what it has got, and says so: what it asked for is divided. */
  DIVIDE,
  /** It reads what it can get: the rest is a shortfall. */
  TAKE
}
