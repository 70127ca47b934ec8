package org.auditcaravan.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.source.ApiDefinition;
import org.auditcaravan.source.ApiDefinitions;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;

/** Events and mappings for the tests of this package. */
final class Samples {
  static final String AUDITS = "genesys-audits";

  private Samples() {}

  static ApiDefinition api(String name) {
    return new ApiDefinitions(Optional.empty()).get(name);
  }

  static Source acme(String api) {
    return TestSources.acme(api, Map.of("organization", "acme", "tenant", "acme.example"));
  }

  /** The event as the only one of a page of that api. */
  static Event event(String api, byte[] json) {
    String list = api(api).paging().path("events").path(0).asText();
    byte[] before = ("{\"" + list + "\": [").getBytes(UTF_8);
    byte[] after = "]}".getBytes(UTF_8);
    byte[] page = Arrays.copyOf(before, before.length + json.length + after.length);
    System.arraycopy(json, 0, page, before.length, json.length);
    System.arraycopy(after, 0, page, before.length + json.length, after.length);
    return new PageParser(api(api)).parse(page, page.length).events().get(0);
  }

  static Event event(String json) {
    return event(AUDITS, json.getBytes(UTF_8));
  }
}
