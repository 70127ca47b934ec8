package org.auditcaravan.archive;

/** The order in which a read becomes a committed window, as it is designed and as it once was. */
enum Wording {
  DESIGNED,
  /** The manifest is created at the chain's head without a reservation. */
  UNRESERVED,
  /** Documents go to the index before the manifest. */
  INDEX_FIRST,
  /** A window is split although another replica's manifest is promised. */
  SPLIT_ANYWAY
}
