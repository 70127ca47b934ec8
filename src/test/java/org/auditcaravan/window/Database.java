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
    DataSource empty(Path folder) {
      return JdbcConnectionPool.create(
          "jdbc:h2:file:" + folder.resolve("ledger") + ";WRITE_DELAY=0", "sa", "");
    }
  },
  POSTGRESQL {
    @Override
    DataSource empty(Path folder) {
      EmbeddedPostgres server = Server.RUNNING;
      String name = "ledger_" + Server.COUNT.incrementAndGet();
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return server.getDatabase("postgres", name);
    }
  };

  abstract DataSource empty(Path folder);

  /** An empty ledger, made by the migrations that are shipped. */
  public DataSource migrated(Path folder) {
    DataSource dataSource = empty(folder);
    Flyway.configure()
        .dataSource(dataSource)
        .locations("db/" + name().toLowerCase(java.util.Locale.ROOT))
        .load()
        .migrate();
    return dataSource;
  }

  /** Started with the first test that needs it, and stopped with the process. */
  private static final class Server {
    static final AtomicInteger COUNT = new AtomicInteger();
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
