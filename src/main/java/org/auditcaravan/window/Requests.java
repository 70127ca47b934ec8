package org.auditcaravan.window;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.jdbi.v3.core.Handle;

/** Reads that people ask for, queued for the replica that holds the source's lease. */
public final class Requests {
  private final Store store;

  Requests(Store store) {
    this.store = store;
  }

  /**
   * Queues a read of a time, whatever of it is covered already.
   *
   * @param who who asks, for the record
   * @return the request's number
   * @throws Fault when the time is empty or the source has never been started
   */
  public long request(String source, Instant from, Instant to, String who, Instant now) {
    return request(source, from, to, who, now, Instant.EPOCH);
  }

  private long request(
      String source, Instant from, Instant to, String who, Instant now, Instant due) {
    if (!from.isBefore(to)) {
      throw new Fault("--from " + from + " is not before --to " + to + ": exchange the two");
    }
    return store.write(
        handle -> {
          if (store.source(handle, source).isEmpty()) {
            throw new Fault(
                "source " + source + " has never been started: start the service with it first");
          }
          return handle
              .createUpdate(
                  """
                  INSERT INTO requests (source, from_at, to_at, who, asked_at, due_at)
                  VALUES (:source, :from, :to, :who, :now, :due)
                  """)
              .bind("source", source)
              .bind("from", Micros.of(from))
              .bind("to", Micros.of(to))
              .bind("who", who)
              .bind("now", Micros.of(now))
              .bind("due", Micros.of(due))
              .executeAndReturnGeneratedKeys("id")
              .mapTo(Long.class)
              .one();
        });
  }

  /**
   * Queues a read of a window, unless one waits already.
   *
   * @param due when it may be taken up
   * @return whether it was queued
   */
  public boolean again(Window window, String who, Instant now, Instant due) {
    long waiting =
        store.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT COUNT(*) FROM requests WHERE source = :source AND from_at = :from
                          AND to_at = :to AND planned_at IS NULL
                        """)
                    .bind("source", window.source())
                    .bind("from", Micros.of(window.from()))
                    .bind("to", Micros.of(window.to()))
                    .mapTo(Long.class)
                    .one());
    if (waiting == 0) {
      request(window.source(), window.from(), window.to(), who, now, due);
    }
    return waiting == 0;
  }

  /**
   * Takes up the queued requests that are due: what has settled and is not covered is planned, what
   * is committed is due for a recheck now, and what failed is tried again now.
   *
   * @return how many requests were taken up
   * @throws LeaseLost when the fencing number is not current
   */
  public int planRequests(String source, long fencing, Planning planning, Instant now) {
    if (store.read(handle -> queued(handle, source, now)).isEmpty()) {
      return 0;
    }
    return store.write(
        source,
        fencing,
        handle -> {
          Instant first = store.source(handle, source).orElseThrow().firstStart();
          Cutter cutter = new Cutter(planning, first, now);
          List<Queued> queued = queued(handle, source, now);
          for (Queued request : queued) {
            Instant to = min(request.to(), cutter.horizon());
            due(handle, source, request, now);
            if (request.from().isBefore(to)) {
              Planner.fill(handle, source, planning, cutter, request.from(), to);
            }
            handle
                .createUpdate("UPDATE requests SET planned_at = :now WHERE id = :id")
                .bind("now", Micros.of(now))
                .bind("id", request.id())
                .execute();
          }
          return queued.size();
        });
  }

  private static void due(Handle handle, String source, Queued request, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE windows SET
              asked_at = CASE WHEN state IN ('committed', 'running') THEN :now ELSE asked_at END,
              retry_at = CASE WHEN retry_at > :now THEN :now ELSE retry_at END
            WHERE source = :source AND to_at > :from AND from_at < :to
              AND state IN ('committed', 'running', 'failed')
            """)
        .bind("now", Micros.of(now))
        .bind("source", source)
        .bind("from", Micros.of(request.from()))
        .bind("to", Micros.of(request.to()))
        .execute();
  }

  /** The sources of requests that are due and that nobody has taken up yet. */
  public List<String> waiting(Instant now) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "SELECT DISTINCT source FROM requests"
                        + " WHERE planned_at IS NULL AND due_at <= :now")
                .bind("now", Micros.of(now))
                .mapTo(String.class)
                .list());
  }

  private static List<Queued> queued(Handle handle, String source, Instant now) {
    return handle
        .createQuery(
            "SELECT id, from_at, to_at FROM requests"
                + " WHERE source = :source AND planned_at IS NULL AND due_at <= :now ORDER BY id")
        .bind("source", source)
        .bind("now", Micros.of(now))
        .map(
            (rs, ctx) ->
                new Queued(
                    rs.getLong("id"),
                    Micros.at(rs.getLong("from_at")),
                    Micros.at(rs.getLong("to_at"))))
        .list();
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /** How far a request has come; empty when there is none of that number. */
  public Optional<Progress> progress(long id) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT r.id, r.source, r.from_at, r.to_at, r.planned_at,
                      COUNT(w.id) AS total,
                      COUNT(CASE WHEN w.state <> 'gap' AND w.read_at >= r.planned_at
                        THEN 1 END) AS done,
                      COUNT(CASE WHEN w.state <> 'gap' AND w.retry_at > r.planned_at
                        AND (w.read_at IS NULL OR w.read_at < r.planned_at)
                        THEN 1 END) AS failed,
                      COUNT(CASE WHEN w.state = 'gap' THEN 1 END) AS gaps,
                      COALESCE(SUM(m.events), 0) AS events,
                      COALESCE(SUM(m.records), 0) AS records
                    FROM requests r
                    LEFT JOIN windows w ON w.source = r.source AND w.state <> 'split'
                      AND w.to_at > r.from_at AND w.from_at < r.to_at
                    LEFT JOIN (SELECT n.window_id, q.id AS request_id, SUM(n.events) AS events,
                        SUM(n.records) AS records
                      FROM manifests n JOIN requests q ON n.committed_at >= q.planned_at
                        AND n.source = q.source
                      WHERE q.id = :id GROUP BY n.window_id, q.id) m
                      ON m.window_id = w.id AND m.request_id = r.id
                    WHERE r.id = :id
                    GROUP BY r.id, r.source, r.from_at, r.to_at, r.planned_at
                    """)
                .bind("id", id)
                .map(
                    (rs, ctx) ->
                        new Progress(
                            rs.getLong("id"),
                            rs.getString("source"),
                            Micros.at(rs.getLong("from_at")),
                            Micros.at(rs.getLong("to_at")),
                            rs.getObject("planned_at") != null,
                            rs.getLong("total"),
                            rs.getLong("done"),
                            rs.getLong("failed"),
                            rs.getLong("gaps"),
                            rs.getLong("events"),
                            rs.getLong("records")))
                .findOne());
  }

  private record Queued(long id, Instant from, Instant to) {}
}
