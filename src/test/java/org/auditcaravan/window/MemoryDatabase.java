package org.auditcaravan.window;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;

/** One ledger in memory for tests that begin many times: it is emptied, not made again. */
public final class MemoryDatabase {
  private static final DataSource SOURCE = migrated();

  private MemoryDatabase() {}

  private static DataSource migrated() {
    DataSource made = JdbcConnectionPool.create("jdbc:h2:mem:model;DB_CLOSE_DELAY=-1", "sa", "");
    Flyway.configure().dataSource(made).locations("db/h2").load().migrate();
    return made;
  }

  /** The database as it is. */
  public static DataSource source() {
    return SOURCE;
  }

  /** The database without a row. */
  public static DataSource emptied() {
    Jdbi.create(SOURCE)
        .useHandle(
            handle -> {
              List<String> tables =
                  handle
                      .createQuery(
                          "SELECT table_name FROM information_schema.tables"
                              + " WHERE table_schema = 'PUBLIC'"
                              + " AND table_name <> 'flyway_schema_history'")
                      .mapTo(String.class)
                      .list();
              handle.execute("SET REFERENTIAL_INTEGRITY FALSE");
              tables.forEach(table -> handle.execute("DELETE FROM " + table));
              handle.execute("SET REFERENTIAL_INTEGRITY TRUE");
            });
    return SOURCE;
  }
}
