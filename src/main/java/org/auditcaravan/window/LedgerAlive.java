package org.auditcaravan.window;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.InjectableInstance;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.auditcaravan.config.LedgerCredentials;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Whether the process can use its ledger. A file that H2 could not write to stays locked by the
 * very process until that ends, so nothing but a restart helps; a database server comes back by
 * itself. It asks past the pool, so that a busy service is not taken for a dead one.
 */
@Liveness
@Singleton
public final class LedgerAlive implements HealthCheck {
  private static final String NAME = "ledger";

  private final String url;
  private final Map<String, String> credentials;

  @Inject
  LedgerAlive(@Any InjectableInstance<AgroalDataSource> databases, LedgerCredentials credentials) {
    this(
        databases
            .getActive()
            .getConfiguration()
            .connectionPoolConfiguration()
            .connectionFactoryConfiguration()
            .jdbcUrl(),
        credentials.getCredentials(NAME));
  }

  LedgerAlive(String url, Map<String, String> credentials) {
    this.url = url;
    this.credentials = credentials;
  }

  /** Whether a ledger's address is that of a file. */
  public static boolean isFile(String url) {
    return url.startsWith("jdbc:h2:");
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.putAll(credentials);
    return properties;
  }

  @Override
  public HealthCheckResponse call() {
    if (!isFile(url)) {
      return HealthCheckResponse.up(NAME);
    }
    try (Connection connection = DriverManager.getConnection(url, properties());
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
