package org.auditcaravan.index;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * What the HTTP client of the search engine must not do by itself: bean {@code indexClient}. Its
 * own repeats of a 429 or 503 would wait as long as the engine says, unseen by us.
 */
@Named("indexClient")
@Singleton
public final class IndexClient implements HttpClientConfigurer {
  @Override
  public void configureHttpClient(HttpClientBuilder builder) {
    builder
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .setUserAgent("audit-caravan");
  }
}
