package org.auditcaravan.window;

import java.util.List;
import javax.sql.DataSource;

/**
 * The ledger: all windows, their scope and their state; the proof of what was covered, and of every
 * gap. It expects the tables of {@code db/<database>}.
 */
public final class Ledger {
  private static final List<String> TABLES =
      List.of(
          "sources",
          "windows",
          "manifests",
          "reservations",
          "deliveries",
          "requests",
          "dead_letters",
          "acknowledgements",
          "reconciliations",
          "lateness",
          "notes",
          "seals",
          "refresh_tokens",
          "rate_limits",
          "replicas");

  private final Store store;

  public Ledger(DataSource dataSource) {
    this.store = new Store(dataSource);
  }

  /**
   * Asks each table, so that a ledger which lost one is noticed before anything is read.
   *
   * @throws org.jdbi.v3.core.JdbiException when one cannot be read
   */
  public void check() {
    for (String table : TABLES) {
      store.read(
          handle ->
              handle
                  .createQuery("SELECT COUNT(*) FROM " + table + " WHERE 1 = 0")
                  .mapTo(Long.class)
                  .one());
    }
  }

  public Sources sources() {
    return new Sources(store);
  }

  public Leases leases() {
    return new Leases(store);
  }

  public Replicas replicas() {
    return new Replicas(store);
  }

  public Planner planner() {
    return new Planner(store);
  }

  public Requests requests() {
    return new Requests(store);
  }

  public Claims claims() {
    return new Claims(store);
  }

  public Failures failures() {
    return new Failures(store);
  }

  public Rechecks rechecks() {
    return new Rechecks(store);
  }

  public Reconciliations reconciliations() {
    return new Reconciliations(store);
  }

  public Punctuality punctuality() {
    return new Punctuality(store);
  }

  public Reservations reservations() {
    return new Reservations(store);
  }

  public Deliveries deliveries() {
    return new Deliveries(store);
  }

  public Rebuild rebuild() {
    return new Rebuild(store);
  }

  public RateLimits rateLimits() {
    return new RateLimits(store);
  }

  public Notes notes() {
    return new Notes(store);
  }

  public Acknowledgements acknowledgements() {
    return new Acknowledgements(store);
  }

  public FinalGaps finalGaps() {
    return new FinalGaps(store);
  }

  public Days days() {
    return new Days(store);
  }

  public Seals seals() {
    return new Seals(store);
  }

  public Statuses statuses() {
    return new Statuses(store);
  }

  public Figures figures() {
    return new Figures(store);
  }
}
