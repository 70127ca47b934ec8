package org.auditcaravan.config;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Tells in one sentence what is wrong with the ledger's database; it is never reset by itself. */
final class LedgerFault {
  private static final String UNKNOWN_MIGRATION = "not resolved locally";

  /** H2: a file that is damaged; what it finds only while it reads is a general error. */
  private static final Set<Integer> DAMAGED_FILE = Set.of(90030, 90031, 50000, 90028);

  /** PostgreSQL, and H2: tables or columns that are not there. */
  private static final Set<String> DAMAGED_SCHEMA = Set.of("42P01", "42703", "42S02", "42S22");

  private LedgerFault() {}

  static Optional<String> explain(Throwable cause) {
    if (cause instanceof FlywayValidateException other) {
      return Optional.of(
          String.valueOf(other.getMessage()).contains(UNKNOWN_MIGRATION)
              ? "audit.state.url: the ledger was written by a newer version of this product: start"
                  + " that version, or restore the backup that was taken before the update"
              : damaged(other));
    }
    if (cause instanceof FlywayException other && other.getCause() == null) {
      return Optional.of(damaged(other));
    }
    if (cause instanceof SQLException database) {
      return Optional.of(isDamage(database) ? damaged(database) : away(database));
    }
    return Optional.empty();
  }

  private static boolean isDamage(SQLException database) {
    String state = String.valueOf(database.getSQLState());
    return DAMAGED_FILE.contains(database.getErrorCode())
        || DAMAGED_SCHEMA.contains(state)
        || state.startsWith("XX");
  }

  private static String damaged(Exception failure) {
    return "audit.state.url: the ledger's database is damaged ("
        + StartUpFailure.oneLine(failure)
        + "): stop every replica, then restore its newest backup, or move the damaged database away"
        + " and run rebuild";
  }

  private static String away(SQLException failure) {
    return "audit.state.url: the ledger's database cannot be used ("
        + StartUpFailure.oneLine(failure)
        + "): check that it runs, and that address, user and password are right";
  }
}
