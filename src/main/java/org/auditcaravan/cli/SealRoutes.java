package org.auditcaravan.cli;

import jakarta.inject.Singleton;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.quarkus.core.CamelRuntime;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.seal.Due;
import org.auditcaravan.seal.Sealing;

/** The routes that make links, in a process that carries out a command. */
@Singleton
public class SealRoutes {
  private final CamelRuntime camel;
  private final boolean anchored;

  public SealRoutes(CamelRuntime camel, AuditConfig config) {
    this.camel = camel;
    this.anchored = config.seal().anchorUri().isPresent();
  }

  /** Starts them, and no other route. */
  public void start() throws Exception {
    camel.start();
    camel.getCamelContext().getRouteController().startRoute("seal-day");
    if (anchored) {
      camel.getCamelContext().getRouteController().startRoute("anchor");
    }
  }

  /** Makes the next link: what a crash left, or what is asked for. */
  public Sealing close(Due due) throws Exception {
    return send("direct:seal-day", due).getVariable("sealing", Sealing.class);
  }

  /** Pins the heads in the second place, if there is one. */
  public void anchor() throws Exception {
    if (anchored) {
      send("direct:anchor", null);
    }
  }

  private Exchange send(String uri, Object body) throws Exception {
    try (ProducerTemplate template = camel.getCamelContext().createProducerTemplate()) {
      Exchange exchange = template.send(uri, sent -> sent.getMessage().setBody(body));
      if (exchange.getException() != null) {
        throw exchange.getException();
      }
      return exchange;
    }
  }
}
