package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.auditcaravan.packaged.ServiceProcess.Result;
import org.auditcaravan.servers.PostgresServer;
import org.auditcaravan.window.Ledger;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that cannot be trusted stops service and commands with one sentence. */
class DamagedLedgerIT {
  @TempDir Path folder;

  @Test
  void aFileThatIsDamagedIsNotReplaced() throws IOException {
    ServiceProcess service = service();
    Path file = folder.resolve("service/data/ledger.mv.db");
    assertThat(service.run(Line.LIMIT, "status").exitCode()).isZero();
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 0, bytes.length, (byte) 'x');
    Files.write(file, bytes);
    refused(service, "the ledger's database is damaged");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void aLedgerOfANewerVersionIsLeftAlone() throws IOException {
    ServiceProcess service = service();
    Path data = Files.createDirectories(folder.resolve("service/data"));
    Path newer = Files.createDirectories(folder.resolve("newer"));
    Files.writeString(newer.resolve("V999__newer.sql"), "CREATE TABLE of_tomorrow (id INT);");
    JdbcDataSource ledger = new JdbcDataSource();
    ledger.setURL("jdbc:h2:file:" + data + "/ledger");
    Flyway.configure()
        .dataSource(ledger)
        .locations("db/h2", "filesystem:" + newer)
        .load()
        .migrate();
    refused(service, "written by a newer version of this product");
  }

  @Test
  void aSchemaThatLostATableIsRefused() throws IOException {
    try (PostgresServer postgres = PostgresServer.create(folder.resolve("postgres"))) {
      ServiceProcess service = service().with("audit.state.url", postgres.jdbcUrl());
      assertThat(service.run(Line.LIMIT, "status").exitCode()).isZero();
      new Ledger(postgres.dataSource()).sources().register("acme", "genesys-audits", Instant.now());
      Jdbi.create(postgres.dataSource())
          .useHandle(handle -> handle.execute("DROP TABLE windows CASCADE"));
      refused(service, "the ledger's database is damaged");
      Jdbi.create(postgres.dataSource())
          .useHandle(handle -> handle.execute("DROP TABLE flyway_schema_history"));
      refused(service, "the ledger's database is damaged");
    }
  }

  private static void refused(ServiceProcess service, String sentence) {
    Result status = service.run(Line.LIMIT, "status");
    List<String> said = status.errors().lines().filter(line -> !line.contains("WARN")).toList();
    assertThat(said).singleElement().asString().contains("audit.state.url", sentence);
    assertThat(status.exitCode()).isEqualTo(1);
    service.start();
    assertThat(service.exitCode(Line.LIMIT)).isEqualTo(1);
    assertThat(service.output()).contains(sentence).doesNotContain("\tat ");
  }

  private ServiceProcess service() throws IOException {
    return ServiceProcess.in(Files.createDirectories(folder.resolve("service")))
        .with("audit.sources.acme.api", "genesys-audits")
        .with("audit.sources.acme.region", "eu-central-1")
        .with("audit.sources.acme.client-id", "client")
        .with("audit.sources.acme.client-secret", "secret")
        .with("audit.sinks.s3.bucket", "archive");
  }
}
