package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerAliveTest {
  @TempDir Path folder;

  @Test
  void aFileThatIsLockedNeedsARestartAndADatabaseServerDoesNot() {
    DataSource database = Database.H2.migrated(folder);
    assertThat(new LedgerAlive(database, true).call().getStatus()).isEqualTo(Status.UP);

    JdbcDataSource locked = new JdbcDataSource();
    locked.setURL("jdbc:h2:file:" + folder.resolve("not-there") + ";IFEXISTS=TRUE");
    HealthCheckResponse dead = new LedgerAlive(locked, true).call();
    assertThat(dead.getStatus()).isEqualTo(Status.DOWN);
    assertThat(dead.getData().orElseThrow().get("repair").toString()).contains("restart");
    assertThat(new LedgerAlive(locked, false).call().getStatus()).isEqualTo(Status.UP);
  }
}
