package org.auditcaravan.source;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The regions of Genesys Cloud and their domains ({@code apis/genesys-audit.md}, section 3.1). The
 * API stands at {@code api.<domain>}, the token endpoint at {@code login.<domain>}.
 */
public enum Region {
  US_EAST_1("mypurecloud.com"),
  US_EAST_2("use2.us-gov-pure.cloud"),
  US_WEST_2("usw2.pure.cloud"),
  CA_CENTRAL_1("cac1.pure.cloud"),
  MX_CENTRAL_1("mxc1.pure.cloud"),
  SA_EAST_1("sae1.pure.cloud"),
  EU_WEST_1("mypurecloud.ie"),
  EU_WEST_2("euw2.pure.cloud"),
  EU_CENTRAL_1("mypurecloud.de"),
  EU_CENTRAL_2("euc2.pure.cloud"),
  EUSC_DE_EAST_1("edee1.eusc-pure.cloud"),
  ME_CENTRAL_1("mec1.pure.cloud"),
  AP_SOUTH_1("aps1.pure.cloud"),
  AP_SOUTHEAST_1("apse1.pure.cloud"),
  AP_SOUTHEAST_2("mypurecloud.com.au"),
  AP_NORTHEAST_1("mypurecloud.jp"),
  AP_NORTHEAST_2("apne2.pure.cloud"),
  AP_NORTHEAST_3("apne3.pure.cloud");

  private final String domain;

  Region(String domain) {
    this.domain = domain;
  }

  /** The domain under which the region's hosts stand. */
  public String domain() {
    return domain;
  }

  /** The vendor's name for the region, for example {@code eu-central-1}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The region of that name; casing and blanks around it are forgiven. */
  public static Optional<Region> of(String id) {
    String wanted = id.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(region -> region.id().equals(wanted)).findFirst();
  }

  /** All names, for a message. */
  public static String names() {
    return Arrays.stream(values()).map(Region::id).collect(Collectors.joining(", "));
  }
}
