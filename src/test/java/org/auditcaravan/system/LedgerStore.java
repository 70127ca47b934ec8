package org.auditcaravan.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.auditcaravan.deadletter.DeadLetter;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Filter;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.PostgresServer;
import org.auditcaravan.servers.Scratch;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/** The database of a service's ledger, which disasters happen to while no replica is running. */
interface LedgerStore extends AutoCloseable {
  /** Lets the service keep its ledger here. */
  void usedBy(ServiceProcess service);

  /** As if it had never been there. */
  void destroy();

  /** Keeps a copy of it. */
  void backUp();

  /** Puts the copy in its place. */
  void putBack();

  /** Asks it itself. */
  DataSource open();

  @Override
  void close();

  /** Every dead letter, whatever has become of it. */
  default List<DeadLetter> letters() {
    Filter every = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), 0);
    return new DeadLetters(open(), act -> {}).all(every);
  }

  /** The file that a service has unless told otherwise. */
  final class InAFile implements LedgerStore {
    private Path data;

    @Override
    public void usedBy(ServiceProcess service) {
      data = service.folder().resolve("data");
    }

    @Override
    public void destroy() {
      ledger(data).forEach(Scratch::delete);
    }

    @Override
    public void backUp() {
      copy(data, data.resolveSibling("backup"));
    }

    @Override
    public void putBack() {
      destroy();
      copy(data.resolveSibling("backup"), data);
    }

    private static List<Path> ledger(Path folder) {
      try (Stream<Path> files = Files.list(folder)) {
        return files.filter(file -> file.getFileName().toString().startsWith("ledger.")).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void copy(Path from, Path to) {
      try {
        Files.createDirectories(to);
        for (Path file : ledger(from)) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public DataSource open() {
      JdbcDataSource source = new JdbcDataSource();
      source.setUrl("jdbc:h2:file:" + data.resolve("ledger"));
      return source;
    }

    @Override
    public void close() {}
  }

  /** A database of a PostgreSQL server. */
  final class InPostgres implements LedgerStore {
    private final PostgresServer server;

    InPostgres(Path folder) {
      server = PostgresServer.create(folder);
      execute("CREATE DATABASE ledger");
    }

    @Override
    public void usedBy(ServiceProcess service) {
      service.with("audit.state.url", url());
    }

    private String url() {
      return server.jdbcUrl().replace("/postgres?", "/ledger?");
    }

    @Override
    public void destroy() {
      execute("DROP DATABASE ledger WITH (FORCE)");
      execute("CREATE DATABASE ledger");
    }

    @Override
    public void backUp() {
      execute("CREATE DATABASE backup TEMPLATE ledger");
    }

    @Override
    public void putBack() {
      execute("DROP DATABASE ledger WITH (FORCE)");
      execute("CREATE DATABASE ledger TEMPLATE backup");
    }

    private void execute(String sql) {
      Jdbi.create(server.dataSource()).useHandle(handle -> handle.execute(sql));
    }

    @Override
    public DataSource open() {
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(url());
      return source;
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
