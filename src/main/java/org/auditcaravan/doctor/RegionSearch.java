package org.auditcaravan.doctor;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.auditcaravan.auth.Secrets;
import org.auditcaravan.source.Region;
import org.auditcaravan.source.Source;

/**
 * Shows the client's credentials to the token endpoints of the other regions, to find the one that
 * knows it: only where the operator allows it.
 */
final class RegionSearch implements Function<Source, Optional<Region>> {
  private final Http http;
  private final Function<Region, URI> login;

  /**
   * @param login the token endpoint of a region
   */
  RegionSearch(Http http, Function<Region, URI> login) {
    this.http = http;
    this.login = login;
  }

  /** Where the vendor's regions have their token endpoints. */
  static URI login(Region region) {
    return URI.create("https://login." + region.domain() + "/oauth/token");
  }

  @Override
  public Optional<Region> apply(Source source) {
    if (!asked(source)) {
      return Optional.empty();
    }
    return Arrays.stream(Region.values())
        .filter(region -> !login.apply(region).equals(source.tokenUrl()))
        .filter(region -> knows(region, source))
        .findFirst();
  }

  /** Only Genesys has these regions, and only a secret can be shown to them. */
  private static boolean asked(Source source) {
    return source.api().defaults().addresses().tokenUrl().contains("{domain}")
        && Set.of("basic", "form").contains(source.clientAuthentication());
  }

  private boolean knows(Region region, Source source) {
    String pair = source.config().clientId() + ":" + Secrets.of(source);
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    try {
      return http.send(
                  "POST",
                  login.apply(region),
                  Map.of(
                      "Authorization",
                      "Basic " + basic,
                      "Content-Type",
                      "application/x-www-form-urlencoded"),
                  "grant_type=client_credentials".getBytes(StandardCharsets.US_ASCII))
              .statusCode()
          == 200;
    } catch (IOException unreachable) {
      // A region that cannot be reached from here knows nobody.
      return false;
    }
  }
}
