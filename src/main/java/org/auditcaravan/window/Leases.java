package org.auditcaravan.window;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Who may work for a source: one replica at a time, by the database's clock. Every acquisition
 * takes a new fencing number, also by the replica that held the lease before.
 */
public final class Leases {
  private static final String PROLONG =
      "UPDATE sources SET alive_at = "
          + Store.CLOCK
          + ", expires_at = :life + "
          + Store.CLOCK
          + " WHERE name = :name";

  private final Store store;

  Leases(Store store) {
    this.store = store;
  }

  /**
   * Takes the lease when it is free, has expired, or is this replica's own.
   *
   * @param replica a name that no two running processes share
   * @param life how long the lease lasts without renewal
   * @return the new fencing number, or empty while another replica holds the lease
   */
  public Optional<Long> acquire(String source, String replica, Duration life) {
    return store.write(
        handle -> {
          store.lock(handle, source);
          // Numbers are taken from the clock, so that a ledger that was lost and rebuilt goes on
          // above every number that it gave out before.
          int taken =
              handle
                  .createUpdate(
                      "UPDATE sources SET holder = :replica, idle_from = alive_at, idle_to = "
                          + Store.CLOCK
                          + ", alive_at = "
                          + Store.CLOCK
                          + ", expires_at = :life + "
                          + Store.CLOCK
                          + ", fencing = CASE WHEN fencing >= "
                          + Store.CLOCK
                          + " THEN fencing + 1 ELSE "
                          + Store.CLOCK
                          + " END WHERE name = :name AND (holder IS NULL OR holder = :replica"
                          + " OR expires_at <= "
                          + Store.CLOCK
                          + ")")
                  .bind("replica", replica)
                  .bind("life", Micros.of(life))
                  .bind("name", source)
                  .execute();
          if (taken == 0) {
            return Optional.empty();
          }
          Deliveries.endHeadStarts(handle, source);
          return Optional.of(store.lock(handle, source).fencing());
        });
  }

  /**
   * Takes the lease from a replica that has ended.
   *
   * @param ended tells by the holder's name
   * @return whether the lease is free now
   */
  public boolean evict(String source, Predicate<String> ended) {
    return store.write(
        handle -> {
          SourceRow row = store.lock(handle, source);
          if (row.holder() == null || !ended.test(row.holder())) {
            return false;
          }
          free(handle, source, row.fencing());
          return true;
        });
  }

  /**
   * Prolongs leases under the same numbers, in one transaction; a source whose row somebody writes
   * to at this moment is waited for after that, and holds up nobody else.
   *
   * @param replica who holds them
   * @param numbers the fencing number of each source
   * @return the sources of which a newer number was taken
   */
  public Set<String> renew(String replica, Map<String, Long> numbers, Duration life) {
    if (numbers.isEmpty()) {
      return Set.of();
    }
    Set<String> left = new HashSet<>(numbers.keySet());
    left.removeAll(renewUnlocked(replica, numbers, life));
    left.removeIf(source -> renewed(source, numbers.get(source), life));
    return left;
  }

  private List<String> renewUnlocked(String replica, Map<String, Long> numbers, Duration life) {
    return store.write(
        handle -> {
          List<String> unlocked = current(handle, replica, numbers);
          if (!unlocked.isEmpty()) {
            PreparedBatch batch = handle.prepareBatch(PROLONG);
            unlocked.forEach(name -> batch.bind("life", Micros.of(life)).bind("name", name).add());
            batch.execute();
          }
          return unlocked;
        });
  }

  private boolean renewed(String source, long number, Duration life) {
    try {
      store.run(
          source,
          number,
          handle ->
              handle
                  .createUpdate(PROLONG)
                  .bind("life", Micros.of(life))
                  .bind("name", source)
                  .execute());
      return true;
    } catch (LeaseLost e) {
      return false;
    }
  }

  private static List<String> current(Handle handle, String replica, Map<String, Long> numbers) {
    return handle
        .createQuery(
            "SELECT name, fencing FROM sources WHERE holder = :replica ORDER BY name"
                + " FOR UPDATE SKIP LOCKED")
        .bind("replica", replica)
        .map((rs, ctx) -> Map.entry(rs.getString(1), rs.getLong(2)))
        .stream()
        .filter(row -> row.getValue().equals(numbers.get(row.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Gives the lease back; does nothing when a newer number was taken. */
  public void release(String source, long fencing) {
    store.write(handle -> free(handle, source, fencing));
  }

  private static int free(Handle handle, String source, long fencing) {
    return handle
        .createUpdate(
            "UPDATE sources SET holder = NULL, expires_at = 0"
                + " WHERE name = :name AND fencing = :fencing")
        .bind("name", source)
        .bind("fencing", fencing)
        .execute();
  }
}
