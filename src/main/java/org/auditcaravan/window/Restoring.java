package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.journal.Act;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * The emptied ledger of a source, into which the archive is read back: first the start, then the
 * splits, the manifests with the rechecks between them, and at last what became of gaps.
 */
public final class Restoring {
  private final Handle handle;
  private final Store store;
  private final String source;
  private final List<Duration> delays;
  private Instant firstStart;
  private long newest;

  Restoring(Handle handle, Store store, String source, List<Duration> delays) {
    this.handle = handle;
    this.store = store;
    this.source = source;
    this.delays = delays;
  }

  /** The first of all starts is the one that counts. */
  public void started(Instant at) {
    firstStart = firstStart == null || at.isBefore(firstStart) ? at : firstStart;
  }

  /** A window was replaced by its halves. */
  public void split(Act.Split act, Scope scope) {
    Window whole = new Window(source, act.from(), act.to());
    long parent = find(whole).orElseGet(() -> insert(whole, WindowState.PLANNED, scope));
    handle
        .createUpdate("UPDATE windows SET state = 'split' WHERE id = :id")
        .bind("id", parent)
        .execute();
    for (Window half :
        List.of(
            new Window(source, act.from(), act.middle()),
            new Window(source, act.middle(), act.to()))) {
      long id = find(half).orElseGet(() -> insert(half, WindowState.PLANNED, scope));
      handle
          .createUpdate("UPDATE windows SET parent = :parent WHERE id = :id")
          .bind("parent", parent)
          .bind("id", id)
          .execute();
    }
  }

  /**
   * Records a manifest; those of a window come in the order of their revisions.
   *
   * @param organizationId the organisation that the manifest names, or null
   * @param shortfall what the vendor did not hand out, or null
   * @param committed when the manifest was made
   * @throws IllegalStateException when a revision below it is missing
   */
  public void manifest(
      Window window, Adopted manifest, String organizationId, String shortfall, Instant committed) {
    long id =
        find(window)
            .orElseGet(() -> insert(window, WindowState.PLANNED, manifest.outcome().scope()));
    WindowRow row = store.window(handle, id);
    if (manifest.revision() != row.manifests()) {
      throw new IllegalStateException(
          "the manifest " + manifest.key() + " has no revision " + row.manifests() + " before it");
    }
    Manifests.insert(handle, manifest, window, id, committed, committed);
    Manifests.head(handle, source, manifest.sequence(), manifest.sha256());
    Manifests.committed(handle, row, manifest.outcome(), committed, delays);
    shortfall(id, shortfall);
    if (manifest.sequence() > newest) {
      newest = manifest.sequence();
      pin(organizationId, manifest.outcome().scope());
    }
  }

  /** A committed window was read again, and nothing was new. */
  public void rechecked(Act.Rechecked act) {
    find(new Window(source, act.from(), act.to()))
        .map(id -> store.window(handle, id))
        .filter(row -> row.manifests() > 0)
        .ifPresent(
            row -> {
              Rechecks.rechecked(handle, row.id(), act, delays);
              shortfall(row.id(), act.shortfall());
            });
  }

  private void shortfall(long id, String sentence) {
    handle
        .createUpdate("UPDATE windows SET shortfall = :sentence WHERE id = :id")
        .bind("sentence", sentence)
        .bind("id", id)
        .execute();
  }

  /**
   * A time became a gap for ever: a window that has a manifest keeps it, and only lacks what a
   * further read would have brought.
   *
   * @param scope what is asked for of a window without a manifest
   */
  public void lost(Act.Lost.Gap gap, Scope scope) {
    Window window = new Window(source, gap.from(), gap.to());
    int grown =
        gap(
            handle.createUpdate(
                """
                    UPDATE windows SET to_at = :to, reason = :reason, sentence = :sentence,
                      attempt = :attempt, gap_kept = :kept,
                      state = CASE WHEN manifests > 0 THEN state ELSE 'gap' END
                    WHERE source = :source AND state <> 'split' AND from_at = :from
                      AND (to_at = :to OR state = 'gap')
                    """),
            gap);
    if (grown == 0) {
      shorten(window);
      insert(window, WindowState.GAP, scope);
      lost(gap, scope);
    }
  }

  /** The rest of a half whose begin was purged is still owed. */
  private void shorten(Window gap) {
    handle
        .createUpdate(
            """
            UPDATE windows SET from_at = :to WHERE source = :source AND state = 'planned'
              AND from_at >= :from AND from_at < :to AND to_at > :to
            """)
        .bind("source", source)
        .bind("from", Micros.of(gap.from()))
        .bind("to", Micros.of(gap.to()))
        .execute();
  }

  private int gap(Update update, Act.Lost.Gap gap) {
    return update
        .bind("source", source)
        .bind("from", Micros.of(gap.from()))
        .bind("to", Micros.of(gap.to()))
        .bind("reason", gap.reason())
        .bind("sentence", gap.sentence())
        .bind("attempt", gap.attempts())
        .bind("kept", Micros.of(gap.to()) + gap.reason())
        .execute();
  }

  /**
   * A person took note of a gap. One that was to be tried again is so at once; nobody else knows of
   * it.
   */
  public void acknowledged(Act.Acknowledged act, Scope scope) {
    Acknowledgements.insert(handle, act);
    Window window = act.recoverable() ? new Window(source, act.from(), act.to()) : null;
    if (window != null && free(window)) {
      long id = insert(window, WindowState.FAILED, scope);
      handle
          .createUpdate(
              """
              UPDATE windows SET reason = :reason, sentence = :sentence, retry_at = 0, attempt = 1
              WHERE id = :id
              """)
          .bind("reason", act.reason())
          .bind("sentence", act.sentence())
          .bind("id", id)
          .execute();
    }
  }

  private boolean free(Window window) {
    return handle
            .createQuery(
                """
                SELECT COUNT(*) FROM windows WHERE source = :source AND state <> 'split'
                  AND to_at > :from AND from_at < :to
                """)
            .bind("source", source)
            .bind("from", Micros.of(window.from()))
            .bind("to", Micros.of(window.to()))
            .mapTo(Long.class)
            .one()
        == 0;
  }

  /** A digest names these manifests; the second place is given it again, which is harmless. */
  public void sealed(Seal seal, List<String> manifests) {
    Seals.insert(handle, seal);
    Seals.name(handle, seal, manifests, "");
    if (seal.horizon() != null) {
      Deliveries.forget(handle, source);
    }
  }

  /** An acknowledged gap was covered after all. */
  public void closed(Act.Closed act) {
    Acknowledgements.close(handle, act);
  }

  /** What follows from all of it. */
  void finish() {
    Instant first = firstStart == null ? earliest() : firstStart;
    if (first == null) {
      return;
    }
    handle
        .createUpdate("UPDATE sources SET first_start = :first WHERE name = :source")
        .bind("first", Micros.of(first))
        .bind("source", source)
        .execute();
    handle
        .createUpdate(
            "UPDATE windows SET backfill = TRUE WHERE source = :source AND from_at < :first")
        .bind("first", Micros.of(first))
        .bind("source", source)
        .execute();
  }

  /** Of an archive that is older than its journal. */
  private Instant earliest() {
    return handle
        .createQuery("SELECT MIN(from_at) FROM windows WHERE source = :source")
        .bind("source", source)
        .map((rs, ctx) -> Micros.at(rs.getObject(1, Long.class)))
        .one();
  }

  private void pin(String organizationId, Scope scope) {
    if (organizationId != null) {
      handle
          .createUpdate(
              "UPDATE sources SET organization = :organization, scope_key = :key"
                  + " WHERE name = :source")
          .bind("organization", organizationId)
          .bind("key", Json.key(scope))
          .bind("source", source)
          .execute();
    }
  }

  private Optional<Long> find(Window window) {
    return handle
        .createQuery(
            """
            SELECT id FROM windows WHERE source = :source AND from_at = :from AND to_at = :to
            """)
        .bind("source", source)
        .bind("from", Micros.of(window.from()))
        .bind("to", Micros.of(window.to()))
        .mapTo(Long.class)
        .findOne();
  }

  /** When the vendor purges it, the planner writes down; until then it counts as urgent. */
  private long insert(Window window, WindowState state, Scope scope) {
    return handle
        .createUpdate(
            """
            INSERT INTO windows (source, from_at, to_at, state, backfill, scope, scope_key,
              purge_at)
            VALUES (:source, :from, :to, :state, FALSE, :scope, :key, :from)
            """)
        .bind("source", source)
        .bind("from", Micros.of(window.from()))
        .bind("to", Micros.of(window.to()))
        .bind("state", state.text())
        .bind("scope", Json.write(scope))
        .bind("key", Json.key(scope))
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }
}
