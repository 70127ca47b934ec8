package org.auditcaravan.servers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A real PostgreSQL on the loopback interface, which can be stopped and started again on the same
 * port with the same data.
 */
public final class PostgresServer implements AutoCloseable {
  /** Kept, because loggers are forgotten; its INFO is one line for each step of a start. */
  private static final Logger QUIET = Logger.getLogger("io.zonky.test");

  static {
    QUIET.setLevel(Level.WARNING);
  }

  private final Path folder;
  private final int port = Child.freePort();
  private EmbeddedPostgres postgres;

  private PostgresServer(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /**
   * Starts a PostgreSQL and returns when it accepts connections.
   *
   * @param folder holds its data and {@code postgres.log}; made if missing
   */
  public static PostgresServer create(Path folder) {
    PostgresServer server = new PostgresServer(folder);
    server.start();
    return server;
  }

  /** Starts the server again after {@link #stop}. */
  public void start() {
    Redirect log = Redirect.appendTo(folder.resolve("postgres.log").toFile());
    try {
      Files.createDirectories(folder);
      postgres =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setOverrideWorkingDirectory(Scratch.base().toFile())
              .setOutputRedirector(log)
              .setErrorRedirector(log)
              .setDataDirectory(folder.resolve("data"))
              .setCleanDataDirectory(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL cannot be started in " + folder + ".", e);
    }
  }

  /** The port on which it listens. */
  public int port() {
    return port;
  }

  /** The JDBC address of the database, which needs no password; it names the user. */
  public String jdbcUrl() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  /** A new empty database of that name, and its JDBC address. */
  public String database(String name) {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      return postgres.getJdbcUrl("postgres", name);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not make the database " + name + ".", e);
    }
  }

  /** A new empty database of a new user, who needs this password, and its JDBC address. */
  public String databaseOf(String user, String password) {
    Path rules = folder.resolve("data/pg_hba.conf");
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      String asked = "host all " + user + " 127.0.0.1/32 scram-sha-256\n";
      Files.writeString(rules, asked + Files.readString(rules));
      statement.execute("CREATE ROLE " + user + " LOGIN PASSWORD '" + password + "'");
      statement.execute("CREATE DATABASE " + user + " OWNER " + user);
      statement.execute("SELECT pg_reload_conf()");
      return "jdbc:postgresql://127.0.0.1:" + port + "/" + user;
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("PostgreSQL does not take the user " + user + ".", e);
    }
  }

  /** Unpooled connections to the database. */
  public DataSource dataSource() {
    return postgres.getPostgresDatabase();
  }

  /** Stops the server and cuts its connections; its data stays. */
  public void stop() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL in " + folder + " does not stop.", e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
