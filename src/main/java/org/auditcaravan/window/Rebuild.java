package org.auditcaravan.window;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.jdbi.v3.core.Handle;

/** Writes what the ledger knows of a source anew, while every replica is stopped. */
public final class Rebuild {
  private static final List<String> TABLES =
      List.of(
          "reservations",
          "deliveries",
          "manifests",
          "requests",
          "acknowledgements",
          "reconciliations",
          "seals");

  private final Store store;

  Rebuild(Store store) {
    this.store = store;
  }

  /** What is done with the emptied ledger of a source; when it fails, nothing has changed. */
  @FunctionalInterface
  public interface Work {
    /** Restores everything. */
    void restore(Restoring ledger) throws Exception;
  }

  /**
   * Empties the ledger of the source and restores it, all at once.
   *
   * @param delays when windows are rechecked, counted from their end
   * @throws LeaseLost when the fencing number is not current
   */
  public void run(String source, long fencing, List<Duration> delays, Work work) {
    store.run(
        source,
        fencing,
        handle -> {
          empty(handle, source);
          Restoring restoring = new Restoring(handle, store, source, delays);
          try {
            work.restore(restoring);
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new Fault(source + " is not rebuilt: " + e.getMessage(), e);
          }
          restoring.finish();
        });
  }

  private static void empty(Handle handle, String source) {
    handle
        .createUpdate("UPDATE windows SET parent = NULL WHERE source = :source")
        .bind("source", source)
        .execute();
    for (String table : TABLES) {
      delete(handle, table, source);
    }
    delete(handle, "windows", source);
    handle
        .createUpdate(
            """
            UPDATE sources SET organization = NULL, scope_key = NULL, head_sequence = 0,
              head_sha256 = NULL, stopped_at = NULL, stopped_because = NULL
            WHERE name = :source
            """)
        .bind("source", source)
        .execute();
  }

  private static void delete(Handle handle, String table, String source) {
    handle
        .createUpdate("DELETE FROM " + table + " WHERE source = :source")
        .bind("source", source)
        .execute();
  }

  /** The replica that works for the source now, by its lease. */
  public Optional<String> holder(String source) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "SELECT holder FROM sources WHERE name = :name AND holder IS NOT NULL"
                        + " AND expires_at > "
                        + Store.CLOCK)
                .bind("name", source)
                .mapTo(String.class)
                .findOne());
  }
}
