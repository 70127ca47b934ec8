package org.auditcaravan.window;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * The ledger's transactions. Whoever writes for a source locks the source's row first, so that the
 * fencing number which was checked is still current when the transaction ends.
 */
final class Store {
  /** The database's own clock, in microseconds; the same words in both databases. */
  static final String CLOCK = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)";

  private final Jdbi jdbi;

  Store(DataSource dataSource) {
    jdbi = Jdbi.create(dataSource);
    // Else a comparison with <> would be read as a placeholder.
    jdbi.getConfig(SqlStatements.class)
        .setTemplateEngine(TemplateEngine.NOP)
        .setUnusedBindingAllowed(true);
  }

  <T> T read(Function<Handle, T> work) {
    return jdbi.withHandle(work::apply);
  }

  <T> T write(Function<Handle, T> work) {
    return jdbi.inTransaction(work::apply);
  }

  /** Writes under this fencing number, or not at all. */
  <T> T write(String source, long fencing, Function<Handle, T> work) {
    return write(
        handle -> {
          if (lock(handle, source).fencing() != fencing) {
            throw new LeaseLost(source, fencing);
          }
          return work.apply(handle);
        });
  }

  void run(String source, long fencing, Consumer<Handle> work) {
    write(
        source,
        fencing,
        handle -> {
          work.accept(handle);
          return null;
        });
  }

  /** Writes for the claim, which must still be this fencing number's own. */
  <T> T write(Claim claim, Function<Handle, T> work) {
    return write(
        claim.window().source(),
        claim.fencing(),
        handle -> {
          WindowRow row = window(handle, claim.id());
          if (row.state() != WindowState.RUNNING || row.fencing() != claim.fencing()) {
            throw new IllegalStateException(
                "window " + claim.window().name() + " is " + row.state().text() + ", not claimed");
          }
          return work.apply(handle);
        });
  }

  void run(Claim claim, Consumer<Handle> work) {
    write(
        claim,
        handle -> {
          work.accept(handle);
          return null;
        });
  }

  /** The source's row, locked until the transaction ends. */
  SourceRow lock(Handle handle, String source) {
    return handle
        .createQuery("SELECT * FROM sources WHERE name = :name FOR UPDATE")
        .bind("name", source)
        .map((rs, ctx) -> SourceRow.of(rs))
        .findOne()
        .orElseThrow(() -> new IllegalStateException("source " + source + " is not registered"));
  }

  Optional<SourceRow> source(Handle handle, String source) {
    return handle
        .createQuery("SELECT * FROM sources WHERE name = :name")
        .bind("name", source)
        .map((rs, ctx) -> SourceRow.of(rs))
        .findOne();
  }

  WindowRow window(Handle handle, long id) {
    return handle
        .createQuery("SELECT * FROM windows WHERE id = :id")
        .bind("id", id)
        .map((rs, ctx) -> WindowRow.of(rs))
        .one();
  }
}
