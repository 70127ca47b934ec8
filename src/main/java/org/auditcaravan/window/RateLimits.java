package org.auditcaravan.window;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.auditcaravan.ratelimit.Memory;
import org.auditcaravan.ratelimit.Turn;
import org.jdbi.v3.core.Handle;

/** What was learned about the limits of vendors, under the lease of each source. */
public final class RateLimits implements Memory {
  private static final List<String> REPLACE =
      List.of(
          "DELETE FROM rate_limits WHERE source = :source AND step = :step",
          "INSERT INTO rate_limits (source, step, per_minute, blocked_until)"
              + " VALUES (:source, :step, :perMinute, :until)");

  private final Store store;

  RateLimits(Store store) {
    this.store = store;
  }

  @Override
  public Map<String, Known> recall(String source) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    "SELECT step, per_minute, blocked_until FROM rate_limits WHERE source = :source")
                .bind("source", source)
                .map(
                    (rs, ctx) ->
                        Map.entry(
                            rs.getString("step"),
                            new Known(
                                rs.getDouble("per_minute"),
                                Micros.at(rs.getLong("blocked_until")))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Override
  public void keep(Turn turn, Known known) {
    try {
      store.run(turn.source().name(), turn.fencing(), handle -> replace(handle, turn, known));
    } catch (LeaseLost e) {
      // The new holder knows better.
    }
  }

  private static void replace(Handle handle, Turn turn, Known known) {
    for (String statement : REPLACE) {
      handle
          .createUpdate(statement)
          .bind("source", turn.source().name())
          .bind("step", turn.step())
          .bind("perMinute", known.perMinute())
          .bind("until", Micros.of(known.blockedUntil()))
          .execute();
    }
  }
}
