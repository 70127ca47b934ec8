package org.auditcaravan.window;

import java.time.Duration;
import java.util.List;

/** The processes that share the ledger, by the database's clock. */
public final class Replicas {
  private final Store store;

  Replicas(Store store) {
    this.store = store;
  }

  /**
   * Gives a sign of life, and forgets who has given none for so long.
   *
   * @return those that are alive
   */
  List<String> beat(String replica, Duration life) {
    return store.write(
        handle -> {
          handle
              .createUpdate("DELETE FROM replicas WHERE seen_at < " + Store.CLOCK + " - :life")
              .bind("life", Micros.of(life))
              .execute();
          int known =
              handle
                  .createUpdate(
                      "UPDATE replicas SET seen_at = " + Store.CLOCK + " WHERE name = :name")
                  .bind("name", replica)
                  .execute();
          if (known == 0) {
            handle
                .createUpdate(
                    "INSERT INTO replicas (name, seen_at) VALUES (:name, " + Store.CLOCK + ")")
                .bind("name", replica)
                .execute();
          }
          return handle.createQuery("SELECT name FROM replicas").mapTo(String.class).list();
        });
  }

  /** The sources whose lease nobody holds. */
  List<String> vacant() {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "SELECT name FROM sources WHERE holder IS NULL OR expires_at <= "
                        + Store.CLOCK
                        + " ORDER BY name")
                .mapTo(String.class)
                .list());
  }

  /** It is about to end: the others need not wait to see that. */
  void leave(String replica) {
    store.write(
        handle ->
            handle
                .createUpdate("DELETE FROM replicas WHERE name = :name")
                .bind("name", replica)
                .execute());
  }
}
