package org.auditcaravan.servers;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenSearchServerIT {
  @TempDir Path folder;

  @Test
  void documentsOutliveAKill() {
    try (OpenSearchServer server = OpenSearchServer.create(folder)) {
      SearchServerDrill.documentsOutliveAKill(server);
    }
  }
}
