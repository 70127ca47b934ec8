package org.auditcaravan.window;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;

/** The databases that a ledger can stand in; each test gets an empty one with today's tables. */
public enum Database {
  H2 {
    @Override
    public DataSource migrated(Path folder) {
      DataSource dataSource =
          JdbcConnectionPool.create(
              "jdbc:h2:file:" + folder.resolve("ledger") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE",
              "sa",
              "");
      migrate(dataSource, "db/h2");
      return dataSource;
    }
  },
  POSTGRESQL {
    @Override
    public DataSource migrated(Path folder) {
      String name = "ledger_" + Server.COUNT.incrementAndGet();
      Server.execute("CREATE DATABASE " + name + " TEMPLATE migrated");
      return Server.RUNNING.getDatabase("postgres", name);
    }
  };

  /** An empty ledger, made by the migrations that are shipped. */
  public abstract DataSource migrated(Path folder);

  private static void migrate(DataSource dataSource, String location) {
    Flyway.configure().dataSource(dataSource).locations(location).load().migrate();
  }

  /** Started with the first test that needs it, and stopped with the process. */
  private static final class Server {
    static final AtomicInteger COUNT = new AtomicInteger();
    static final EmbeddedPostgres RUNNING = start();

    static {
      execute("CREATE DATABASE migrated");
      migrate(RUNNING.getDatabase("postgres", "migrated"), "db/postgresql");
    }

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    static void execute(String sql) {
      try (Connection connection = RUNNING.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
