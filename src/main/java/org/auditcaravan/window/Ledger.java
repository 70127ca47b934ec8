package org.auditcaravan.window;

import javax.sql.DataSource;

/**
 * The ledger: all windows, their scope and their state; the proof of what was covered, and of every
 * gap. It expects the tables of {@code db/<database>/}.
 */
public final class Ledger {
  private final Store store;

  public Ledger(DataSource dataSource) {
    this.store = new Store(dataSource);
  }

  public Sources sources() {
    return new Sources(store);
  }

  public Leases leases() {
    return new Leases(store);
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

  public Reservations reservations() {
    return new Reservations(store);
  }

  public Revisions revisions() {
    return new Revisions(store);
  }

  public Deliveries deliveries() {
    return new Deliveries(store);
  }

  public Rebuild rebuild() {
    return new Rebuild(store);
  }

  public Statuses statuses() {
    return new Statuses(store);
  }

  public Figures figures() {
    return new Figures(store);
  }
}
