package org.auditcaravan.servers;

import static org.assertj.core.api.Assertions.assertThat;

/** What every search engine of this package must do. */
final class SearchServerDrill {
  private SearchServerDrill() {}

  static void documentsOutliveAKill(SearchServer server) {
    assertThat(server.count("things")).isZero();
    server.ask("PUT", "/things/_doc/a:1:0", "{\"name\":\"first\"}");
    server.ask("PUT", "/things/_doc/a:2:0", "{\"name\":\"second\"}");

    server.kill9();
    server.start();

    server.refresh("things");
    assertThat(server.count("things")).isEqualTo(2);
    assertThat(server.ids("things")).containsExactlyInAnyOrder("a:1:0", "a:2:0");
    assertThat(server.document("things", "a:2:0").orElseThrow().path("name").asText())
        .isEqualTo("second");
    assertThat(server.document("things", "a:3:0")).isEmpty();
  }
}
