package org.auditcaravan.index;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A few bodies that no delivery uses, with their memory: to get it anew costs more than to fill.
 */
final class IdleBodies {
  /** As many as the workers of one source use at a time. */
  private static final int MOST = 4;

  private final BlockingQueue<BulkBody> idle = new ArrayBlockingQueue<>(MOST);
  private final int largest;

  /**
   * @param largest the bytes of a usual body; what has grown above that is not kept
   */
  IdleBodies(int largest) {
    this.largest = largest;
  }

  /** An empty body, whose only user the caller is. */
  BulkBody take() {
    BulkBody body = idle.poll();
    return body == null ? new BulkBody() : body;
  }

  /** Takes back a body that nobody uses any more. */
  void giveBack(BulkBody body) {
    body.clear();
    if (body.capacity() <= largest) {
      idle.offer(body);
    }
  }
}
