package org.auditcaravan.pagination;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.auditcaravan.config.Fault;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;

class PagingsTest {
  @Test
  void refusesFiltersThatTheVendorWouldRefuse() {
    refuses(Map.of("filters.EntityId", "x"), "filters.EntityId needs filters.EntityType");
    refuses(Map.of("filters.Action", "x"), "filters.Action needs filters.EntityType");
    refuses(Map.of("filters.entitytype", "x"), "did you mean EntityType?");
    refuses(Map.of("expand", "client"), "only user can be expanded");
    refuses(Map.of("user-lookups", "101"), "use 0 to 100");
  }

  @Test
  void takesFiltersThatAreComplete() {
    assertThatCode(
            () ->
                Pagings.check(
                    TestSources.acme(
                        "genesys-audits",
                        Map.of("filters.EntityId", "x", "filters.EntityType", "Queue"))))
        .doesNotThrowAnyException();
  }

  private static void refuses(Map<String, String> keys, String sentence) {
    assertThatThrownBy(() -> Pagings.check(TestSources.acme("genesys-audits", keys)))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("audit.sources.acme.")
        .hasMessageContaining(sentence);
  }
}
