package org.auditcaravan.config;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.Exchange;
import org.jboss.logging.Logger;

/** The bean {@code failures}: says in one line what went wrong in a route that starts by itself. */
@Singleton
@Named("failures")
public final class Report {
  private static final Logger LOG = Logger.getLogger(Report.class);

  /** Reports the failure of an exchange. */
  public void report(Exchange exchange) {
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    LOG.errorf("%s: %s", exchange.getFromRouteId(), failure.getMessage());
    LOG.debug("The failure in full", failure);
  }
}
