package org.auditcaravan.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {
  @TempDir Path folder;

  @Test
  void rowsOutliveARestart() throws SQLException {
    try (PostgresServer server = PostgresServer.create(folder)) {
      try (Connection connection = server.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create table thing (name text)");
        statement.execute("insert into thing values ('first')");
      }
      String url = server.jdbcUrl();

      server.stop();
      server.start();

      assertThat(server.jdbcUrl()).isEqualTo(url);
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select name from thing")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("first");
      }
    }
  }
}
