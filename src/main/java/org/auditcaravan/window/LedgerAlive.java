package org.auditcaravan.window;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.auditcaravan.config.AuditConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Whether the process can use its ledger. A file that H2 could not write to stays locked by the
 * very process until that ends, so nothing but a restart helps; a database server comes back by
 * itself.
 */
@Liveness
@Singleton
public final class LedgerAlive implements HealthCheck {
  private static final String NAME = "ledger";

  private final DataSource database;
  private final boolean file;

  @Inject
  LedgerAlive(@Any InjectableInstance<AgroalDataSource> databases, AuditConfig config) {
    this(databases.getActive(), config.state().url().map(LedgerAlive::isFile).orElse(true));
  }

  LedgerAlive(DataSource database, boolean file) {
    this.database = database;
    this.file = file;
  }

  /** Whether a ledger's address is that of a file. */
  public static boolean isFile(String url) {
    return url.startsWith("jdbc:h2:");
  }

  @Override
  public HealthCheckResponse call() {
    if (!file) {
      return HealthCheckResponse.up(NAME);
    }
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      return HealthCheckResponse.up(NAME);
    } catch (SQLException e) {
      return HealthCheckResponse.named(NAME)
          .down()
          .withData("because", String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
          .withData("repair", "make room below the data folder, then restart the service")
          .build();
    }
  }
}
