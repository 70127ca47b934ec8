package org.auditcaravan.pagination;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.auditcaravan.config.AuditConfig;

/**
 * What the HTTP client of the vendor's endpoints must and must not do by itself. It keeps no
 * cookies, follows no redirect and repeats nothing: its own repeats of a 503 or 429 would be
 * invisible to log, pace and ledger. Each body is received to its end before Camel sees it, because
 * camel-http closes the connection's stream as soon as the call returns.
 */
@Singleton
@Named("vendorClient")
public final class VendorClient implements HttpClientConfigurer {
  /** The header that says how many milliseconds an answer took; it never leaves this process. */
  static final String TOOK = "x-audit-caravan-took";

  /** The header that says how many bytes an answer has; it never leaves this process either. */
  static final String SIZE = "x-audit-caravan-size";

  private final Path folder;
  private final long maxBytes;

  @Inject
  public VendorClient(AuditConfig config) {
    this(config.spool().dir(), config.spool().maxBytes());
  }

  VendorClient(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    builder
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableRedirectHandling()
        .disableAuthCaching()
        .setUserAgent("audit-caravan")
        .addExecInterceptorFirst(
            "received-body",
            (request, scope, chain) -> {
              long begun = System.nanoTime();
              ClassicHttpResponse response = chain.proceed(request, scope);
              receive(response);
              response.setHeader(TOOK, (System.nanoTime() - begun) / 1_000_000);
              return response;
            });
  }

  private void receive(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      ReceivedBody body = ReceivedBody.of(entity, folder, maxBytes);
      response.setEntity(body);
      response.setHeader(SIZE, body.size());
    }
  }
}
