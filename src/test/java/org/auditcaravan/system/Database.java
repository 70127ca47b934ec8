package org.auditcaravan.system;

/** What keeps the ledger. */
enum Database {
  H2,
  POSTGRESQL
}
