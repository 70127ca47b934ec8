package org.auditcaravan.config;

import io.quarkus.arc.Unremovable;
import io.quarkus.credentials.CredentialsProvider;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.config.AuditConfig.StateConfig;
import org.jboss.logging.Logger;

/**
 * How the ledger's database is opened, read anew for each connection: bean {@code
 * ledger-credentials}. While the password's file is being written, the last one goes on.
 */
@Singleton
@Unremovable
@Named(LedgerCredentials.NAME)
public final class LedgerCredentials implements CredentialsProvider {
  static final String NAME = "ledger-credentials";

  private static final Logger LOG = Logger.getLogger(LedgerCredentials.class);

  private final StateConfig config;
  private volatile Optional<String> last = Optional.empty();

  public LedgerCredentials(AuditConfig config) {
    this.config = config.state();
  }

  @Override
  public Map<String, String> getCredentials(String provider) {
    Map<String, String> credentials = new HashMap<>();
    config.username().ifPresent(name -> credentials.put(USER_PROPERTY_NAME, name));
    password().ifPresent(word -> credentials.put(PASSWORD_PROPERTY_NAME, word));
    return credentials;
  }

  private Optional<String> password() {
    try {
      last = SecretFile.read("audit.state.password", config.password(), config.passwordFile());
    } catch (Fault e) {
      if (last.isEmpty()) {
        throw e;
      }
      LOG.warnf("%s; until then, the last one is used", e.getMessage());
    }
    return last;
  }
}
