package org.auditcaravan.window;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.auditcaravan.config.Fault;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;

/** The sources that the ledger knows, and the organisations that they are pinned to. */
public final class Sources {
  private final Store store;

  Sources(Store store) {
    this.store = store;
  }

  /**
   * Makes the source known at start. The moment of the first start is kept for ever; a later call
   * changes nothing.
   *
   * @throws Fault when the source was known with another api
   */
  public SourceRow register(String source, String api, Instant now) {
    SourceRow row = find(source).orElseGet(() -> insert(source, api, now));
    if (!row.api().equals(api)) {
      throw new Fault(
          "audit.sources."
              + source
              + ".api="
              + api
              + " was "
              + row.api()
              + " before: a source's name is permanent, so give the new feed a new name");
    }
    return row;
  }

  /** What is known of the source. */
  public Optional<SourceRow> find(String source) {
    return store.read(handle -> store.source(handle, source));
  }

  /** The names of all sources, sorted. */
  public List<String> names() {
    return store.read(
        handle ->
            handle
                .createQuery("SELECT name FROM sources ORDER BY name")
                .mapTo(String.class)
                .list());
  }

  /**
   * Pins the source to its organisation at the first contact.
   *
   * @param organizationId the vendor's id of the organisation that the credentials belong to
   * @param scopeKey what is read of it, the same text for the same scope
   * @param renamedFrom the former name, when the source was renamed on purpose
   * @throws Fault when the source belongs to another organisation, or another name has the same
   *     api, organisation and scope
   */
  public void pin(
      String source, String organizationId, String scopeKey, Optional<String> renamedFrom) {
    store.write(
        handle -> {
          // All rows are locked: two names may meet their organisation at the same time.
          List<SourceRow> rows =
              handle
                  .createQuery("SELECT * FROM sources ORDER BY name FOR UPDATE")
                  .map((rs, ctx) -> SourceRow.of(rs))
                  .list();
          SourceRow own =
              rows.stream().filter(row -> row.name().equals(source)).findFirst().orElseThrow();
          refuseAnotherOrganization(own, organizationId);
          rows.stream()
              .filter(row -> !row.name().equals(source) && row.api().equals(own.api()))
              .filter(row -> organizationId.equals(row.organization()))
              .filter(row -> scopeKey.equals(row.scopeKey()))
              .filter(row -> !renamedFrom.equals(Optional.of(row.name())))
              .findFirst()
              .ifPresent(row -> refuseTwin(source, row.name(), organizationId));
          return handle
              .createUpdate(
                  "UPDATE sources SET organization = :organization, scope_key = :key"
                      + " WHERE name = :name")
              .bind("organization", organizationId)
              .bind("key", scopeKey)
              .bind("name", source)
              .execute();
        });
  }

  /**
   * The first of these manifests that the ledger neither knows nor is about to know, because it is
   * reserved.
   */
  public Optional<String> unknownManifest(String source, List<String> keys) {
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    Set<String> known = new HashSet<>(store.read(handle -> known(handle, source, keys)));
    return keys.stream().filter(key -> !known.contains(key)).findFirst();
  }

  /** In one statement: a reservation may become a manifest at any time. */
  private static List<String> known(Handle handle, String source, List<String> keys) {
    String names =
        IntStream.range(0, keys.size()).mapToObj(i -> ":k" + i).collect(Collectors.joining(","));
    Query query =
        handle
            .createQuery(
                "SELECT manifest_key FROM manifests WHERE source = :source AND manifest_key IN ("
                    + names
                    + ") UNION ALL SELECT manifest_key FROM reservations WHERE source = :source")
            .bind("source", source);
    for (int i = 0; i < keys.size(); i++) {
      query.bind("k" + i, keys.get(i));
    }
    return query.mapTo(String.class).list();
  }

  /**
   * Notes that nothing is read for the source until somebody has repaired it.
   *
   * @param because one sentence that says what to do
   */
  public void stop(String source, String because, Instant now) {
    mark(source, because, now);
  }

  /** The source works; whatever had stopped it is over. */
  public void works(String source) {
    mark(source, null, null);
  }

  private void mark(String source, String because, Instant at) {
    store.write(
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE sources SET stopped_because = :because, stopped_at = :at
                    WHERE name = :name AND (:at IS NOT NULL OR stopped_at IS NOT NULL)
                    """)
                .bind("because", because)
                .bind("at", Micros.of(at))
                .bind("name", source)
                .execute());
  }

  private static void refuseAnotherOrganization(SourceRow own, String organizationId) {
    if (own.organization() != null && !own.organization().equals(organizationId)) {
      throw new Fault(
          "audit.sources."
              + own.name()
              + " belongs to organisation "
              + own.organization()
              + ", but its credentials are those of organisation "
              + organizationId
              + ": correct the credentials, or give the other organisation a source of its own");
    }
  }

  private static void refuseTwin(String source, String twin, String organizationId) {
    throw new Fault(
        "audit.sources."
            + source
            + " reads the same of organisation "
            + organizationId
            + " as source "
            + twin
            + ": keep the old name, or set audit.sources."
            + source
            + ".renamed-from="
            + twin
            + " if it was renamed on purpose");
  }

  private SourceRow insert(String source, String api, Instant now) {
    try {
      store.write(handle -> insert(handle, source, api, now));
    } catch (JdbiException e) {
      // Another replica may have been first; if not, the failure is a real one.
      return find(source).orElseThrow(() -> e);
    }
    return find(source).orElseThrow();
  }

  static int insert(Handle handle, String source, String api, Instant now) {
    return handle
        .createUpdate(
            """
            INSERT INTO sources (name, api, first_start, head_sequence, fencing, expires_at)
            VALUES (:name, :api, :first, 0, 0, 0)
            """)
        .bind("name", source)
        .bind("api", api)
        .bind("first", Micros.of(now.truncatedTo(ChronoUnit.SECONDS)))
        .execute();
  }
}
