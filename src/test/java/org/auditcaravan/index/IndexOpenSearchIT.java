package org.auditcaravan.index;

import java.nio.file.Path;
import org.auditcaravan.servers.OpenSearchServer;
import org.auditcaravan.servers.SearchServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class IndexOpenSearchIT extends IndexDrill {
  @TempDir static Path home;
  private static OpenSearchServer server;

  @BeforeAll
  static void startEngine() {
    server = OpenSearchServer.create(home);
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
