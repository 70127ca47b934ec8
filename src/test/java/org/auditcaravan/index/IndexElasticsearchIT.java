package org.auditcaravan.index;

import org.auditcaravan.servers.ElasticsearchServer;
import org.auditcaravan.servers.SearchServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class IndexElasticsearchIT extends IndexDrill {
  private static ElasticsearchServer server;

  @BeforeAll
  static void startEngine() {
    server = ElasticsearchServer.create();
  }

  @AfterAll
  static void stopEngine() {
    server.close();
  }

  @Override
  SearchServer engine() {
    return server;
  }
}
