package org.auditcaravan.window;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.auditcaravan.config.Fault;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The chain of digests as the ledger keeps it. A digest's exact bytes are settled here before they
 * are created in the archive, so that neither a crash nor a second process forks the chain.
 */
public final class Seals {
  private final Store store;

  Seals(Store store) {
    this.store = store;
  }

  /** The link that is settled and not in the archive yet, if there is one. */
  public Optional<Seal> pending(String source) {
    return store.read(handle -> one(handle, source, "digest IS NOT NULL"));
  }

  /** How many links close this day. */
  public int count(String source, String day) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "SELECT COUNT(*) FROM seals WHERE source = :source AND sealed_day = :day")
                .bind("source", source)
                .bind("day", day)
                .mapTo(Integer.class)
                .one());
  }

  /**
   * Settles the next link.
   *
   * @param manifests the keys of the manifests that it names
   * @param link makes the link, digest included, of the last one (null for the first); it is called
   *     inside the transaction, so it must be quick
   * @throws Fault when another process has settled a link, or named one of the manifests, meanwhile
   */
  public Seal reserve(String source, List<String> manifests, Function<Seal, Seal> link) {
    return store.write(
        handle -> {
          store.lock(handle, source);
          if (one(handle, source, "digest IS NOT NULL").isPresent()) {
            throw busy(source);
          }
          Seal made = link.apply(last(handle, source));
          insert(handle, made);
          if (name(handle, made, manifests, "AND seal IS NULL") != manifests.size()) {
            throw busy(source);
          }
          return made;
        });
  }

  private static Fault busy(String source) {
    return new Fault(
        "another process is closing days of source " + source + ": run the command again later");
  }

  static void insert(Handle handle, Seal made) {
    handle
        .createUpdate(
            """
            INSERT INTO seals
              (source, sequence, sealed_day, horizon, digest_key, sha256, signature, digest)
            VALUES (:source, :sequence, :day, :horizon, :key, :sha256, :signature, :digest)
            """)
        .bind("source", made.source())
        .bind("sequence", made.sequence())
        .bind("day", made.day())
        .bind("horizon", made.horizon())
        .bind("key", made.key())
        .bind("sha256", made.sha256())
        .bind("signature", made.signature())
        .bind("digest", made.digest())
        .execute();
  }

  /** Notes which link names the manifests, and says of how many that was noted. */
  static int name(Handle handle, Seal link, List<String> manifests, String where) {
    if (manifests.isEmpty()) {
      return 0;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "UPDATE manifests SET seal = :sequence WHERE source = :source AND manifest_key = :key "
                + where);
    manifests.forEach(
        key ->
            batch
                .bind("sequence", link.sequence())
                .bind("source", link.source())
                .bind("key", key)
                .add());
    int named = 0;
    for (int rows : batch.execute()) {
      named += rows;
    }
    return named;
  }

  /**
   * Notes that the archive has the link. No sink is owed any more what a horizon lets go: it could
   * not be had.
   */
  public void confirm(Seal seal) {
    update("UPDATE seals SET digest = NULL", seal, null);
    if (seal.horizon() != null) {
      store.write(handle -> Deliveries.forget(handle, seal.source()));
    }
  }

  /** The first UTC day that is kept, where the archive has a link that says so. */
  public Optional<LocalDate> horizon(String source) {
    return store.read(handle -> horizon(handle, source));
  }

  static Optional<LocalDate> horizon(Handle handle, String source) {
    return handle
        .createQuery(
            "SELECT MAX(horizon) AS horizon FROM seals WHERE source = :source AND digest IS NULL"
                + " AND horizon IS NOT NULL HAVING COUNT(*) > 0")
        .bind("source", source)
        .mapTo(String.class)
        .findOne()
        .map(LocalDate::parse);
  }

  /** Gives up a link that cannot be made again as it was settled, unless the archive has it. */
  public void drop(Seal seal) {
    store.write(
        handle -> {
          store.lock(handle, seal.source());
          int dropped =
              by(
                  handle,
                  seal,
                  "DELETE FROM seals WHERE source = :source AND sequence = :sequence"
                      + " AND digest IS NOT NULL");
          return dropped == 0
              ? 0
              : by(
                  handle,
                  seal,
                  "UPDATE manifests SET seal = NULL WHERE source = :source AND seal = :sequence");
        });
  }

  private static int by(Handle handle, Seal seal, String sql) {
    return handle
        .createUpdate(sql)
        .bind("source", seal.source())
        .bind("sequence", seal.sequence())
        .execute();
  }

  /** The links that the archive has and the second place has not, in their order. */
  public List<Seal> unanchored() {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM seals WHERE digest IS NULL AND anchored_at IS NULL"
                        + " ORDER BY source, sequence")
                .map((rs, ctx) -> Seal.of(rs))
                .list());
  }

  /** Notes that the second place has the link. */
  public void anchored(Seal seal, Instant now) {
    update("UPDATE seals SET anchored_at = :now", seal, now);
  }

  private void update(String set, Seal seal, Instant now) {
    store.write(
        handle ->
            handle
                .createUpdate(set + " WHERE source = :source AND sequence = :sequence")
                .bind("now", Micros.of(now))
                .bind("source", seal.source())
                .bind("sequence", seal.sequence())
                .execute());
  }

  private static Seal last(Handle handle, String source) {
    return one(
            handle,
            source,
            "sequence = (SELECT MAX(s.sequence) FROM seals s WHERE s.source = :source)")
        .orElse(null);
  }

  private static Optional<Seal> one(Handle handle, String source, String where) {
    return handle
        .createQuery("SELECT * FROM seals WHERE source = :source AND " + where)
        .bind("source", source)
        .map((rs, ctx) -> Seal.of(rs))
        .findOne();
  }
}
