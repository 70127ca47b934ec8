package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerAliveTest {
  @TempDir Path folder;

  @Test
  void aFileThatIsLockedNeedsARestartAndADatabaseServerDoesNot() {
    String file = "jdbc:h2:file:" + folder.resolve("ledger");
    assertThat(alive(file).getStatus()).isEqualTo(Status.UP);

    HealthCheckResponse dead = alive("jdbc:h2:file:" + folder.resolve("no") + ";IFEXISTS=TRUE");
    assertThat(dead.getStatus()).isEqualTo(Status.DOWN);
    assertThat(dead.getData().orElseThrow().get("repair").toString()).contains("restart");

    assertThat(alive("jdbc:postgresql://127.0.0.1:1/away").getStatus()).isEqualTo(Status.UP);
  }

  private static HealthCheckResponse alive(String url) {
    return new LedgerAlive(url, Map.of()).call();
  }
}
