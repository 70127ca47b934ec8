package org.auditcaravan.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auditcaravan.source.Source;

/** What the steps of a repair may name of a source. */
final class Facts {
  private Facts() {}

  static Map<String, String> of(Source source) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("key", "audit.sources." + source.name() + ".");
    facts.put("client", source.config().clientId());
    facts.put("settle", source.settle().toString());
    if (source.config().query().containsKey("environmentId")) {
      facts.put("environment", source.config().query().get("environmentId"));
    }
    return facts;
  }
}
