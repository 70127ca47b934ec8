package org.auditcaravan.index;

import java.nio.file.Path;
import java.util.List;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.Window;

/** The bulk bodies of a window's parts, made as the index sink makes them and sent nowhere. */
public final class BulkBodies {
  private final BulkBody body = new BulkBody();
  private final int limit;

  /**
   * @param limit the most bytes of a body
   */
  public BulkBodies(int limit) {
    this.limit = limit;
  }

  /** Makes all bodies of these parts, and says how many bytes they had together. */
  public long make(Window window, List<Path> parts) {
    Delivery delivery = new Delivery(1, window, 0, "elasticsearch", "manifest", "", 1);
    long bytes = 0;
    try (Documents documents = new Documents(Shipment.of(delivery, parts, 0, 0), "audit-records")) {
      documents.fill(body, limit);
      while (!body.items().isEmpty()) {
        bytes += body.entity(body.items()).getContentLength();
        documents.fill(body, limit);
      }
    }
    return bytes;
  }
}
