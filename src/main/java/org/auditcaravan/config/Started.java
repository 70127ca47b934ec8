package org.auditcaravan.config;

import jakarta.inject.Singleton;
import org.apache.camel.CamelContext;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the routes run. The port is open before configuration and ledger have been looked at, and
 * a start that is about to fail must not be taken for a replica that others may make room for.
 */
@Readiness
@Singleton
public final class Started implements HealthCheck {
  private final CamelContext context;

  Started(CamelContext context) {
    this.context = context;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("started").status(context.isStarted()).build();
  }
}
