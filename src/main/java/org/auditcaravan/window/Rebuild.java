package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Writes the ledger anew from the manifests of the archive, while every replica is stopped. */
public final class Rebuild {
  private final Store store;

  Rebuild(Store store) {
    this.store = store;
  }

  /**
   * Records one manifest; the manifests of a window are given in the order of their revisions. The
   * same manifest again changes nothing. What the archive has of the source counts as its time
   * after the first start, so that holes in it are planned.
   *
   * @param api the contract that the source speaks
   * @param organizationId the organisation that the manifest names
   * @param committed when the manifest was made
   * @param delays when windows are rechecked, counted from their end
   */
  public void restore(
      String api,
      String organizationId,
      Window window,
      Adopted manifest,
      Instant committed,
      List<Duration> delays) {
    store.write(
        handle -> {
          source(handle, api, organizationId, window);
          long id = find(handle, window).orElseGet(() -> insert(handle, window, manifest));
          WindowRow row = store.window(handle, id);
          if (manifest.revision() > row.manifests()) {
            throw new IllegalStateException(
                "manifest " + manifest.key() + " comes before revision " + row.manifests());
          }
          if (manifest.revision() == row.manifests()) {
            Manifests.insert(handle, manifest, window, id, committed);
            Manifests.head(handle, window.source(), manifest.sequence(), manifest.sha256());
            Manifests.committed(handle, row, manifest.outcome(), committed, delays);
          }
          return null;
        });
  }

  private void source(Handle handle, String api, String organizationId, Window window) {
    if (store.source(handle, window.source()).isEmpty()) {
      Sources.insert(handle, window.source(), api, window.from());
    }
    handle
        .createUpdate(
            """
            UPDATE sources SET organization = :organization,
              first_start = CASE WHEN first_start > :from THEN :from ELSE first_start END
            WHERE name = :name
            """)
        .bind("organization", organizationId)
        .bind("from", Micros.of(window.from()))
        .bind("name", window.source())
        .execute();
  }

  private static Optional<Long> find(Handle handle, Window window) {
    return handle
        .createQuery(
            """
            SELECT id FROM windows WHERE source = :source AND from_at = :from AND to_at = :to
              AND manifests > 0
            """)
        .bind("source", window.source())
        .bind("from", Micros.of(window.from()))
        .bind("to", Micros.of(window.to()))
        .mapTo(Long.class)
        .findOne();
  }

  private static long insert(Handle handle, Window window, Adopted manifest) {
    return handle
        .createUpdate(
            """
            INSERT INTO windows (source, from_at, to_at, state, backfill, scope, scope_key,
              purge_at)
            VALUES (:source, :from, :to, 'committed', FALSE, :scope, :key, :from)
            """)
        .bind("source", window.source())
        .bind("from", Micros.of(window.from()))
        .bind("to", Micros.of(window.to()))
        .bind("scope", Json.write(manifest.outcome().scope()))
        .bind("key", Json.key(manifest.outcome().scope()))
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }
}
