package org.auditcaravan.servers;

import org.junit.jupiter.api.Test;

class ElasticsearchServerIT {
  @Test
  void documentsOutliveAKill() {
    try (ElasticsearchServer server = ElasticsearchServer.create()) {
      SearchServerDrill.documentsOutliveAKill(server);
    }
  }
}
