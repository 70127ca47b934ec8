package org.auditcaravan.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is allowed, and probably not what the operator wants: said once, at the start. */
public final class Advice {
  private static final Set<String> CONTRACTS =
      Set.of("genesys-auditlogs", "genesys-audit-events", "genesys-analytics-events");

  private Advice() {}

  /** The sentences for this source, each with its repair. */
  public static List<String> of(Source source) {
    String key = "audit.sources." + source.name() + ".";
    String api = source.api().name();
    String scope = source.scope().orElse("");
    List<String> advice = new ArrayList<>();
    if (CONTRACTS.contains(api) && source.config().apiUrl().isEmpty()) {
      advice.add(
          key
              + "api="
              + api
              + " is no operation of Genesys Cloud's published API: set "
              + key
              + "api-url to the host that has it, or use genesys-audits");
    }
    if (api.equals("genesys-audit-events")
        && "TRUNK_CREDENTIAL_UPDATE".equals(source.config().query().get("type"))) {
      advice.add(
          key
              + "query.type=TRUNK_CREDENTIAL_UPDATE leaves out rotations that are logged as"
              + " TRUNK_UPDATE or TRUNK_CONFIG_CHANGE: use TRUNK, with "
              + key
              + "query.search=credential");
    }
    if (api.equals("genesys-analytics-events") && !scope.contains("analytics:export")) {
      advice.add(
          key + "scope lacks analytics:export, without which raw events are refused: add it");
    }
    if (api.equals("azure-devops-audit") && !source.usesPat() && !scope.endsWith("/.default")) {
      advice.add(
          key
              + "scope="
              + scope
              + " is refused for client credentials, whose token never has vso scopes: remove the"
              + " key");
    }
    return advice;
  }
}
