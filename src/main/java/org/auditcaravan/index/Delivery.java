package org.auditcaravan.index;

import java.nio.file.Path;
import java.util.List;
import org.auditcaravan.window.Tally;
import org.auditcaravan.window.Window;

/**
 * What one sink owes of one committed window revision, and the books of it: the exchange variable
 * {@code delivery}. It is used by one thread at a time.
 *
 * <p>A delivery cannot exist without the key of the manifest that committed the revision: no
 * document leaves before its manifest.
 *
 * @param windowId the ledger's number of the window
 * @param window the window
 * @param revision the revision that its manifest committed
 * @param manifest the key of the manifest
 * @param attempt 1 for the first try, which is the one straight after the commit
 * @param parts local copies of the revision's parts in the order of the manifest, {@code .jsonl.gz}
 *     or {@code .jsonl.zst}; none for a window without events
 * @param events the books in events; {@code received} is what the manifest says
 * @param records the books in records; {@code received} is what the manifest says
 */
public record Delivery(
    long windowId,
    Window window,
    int revision,
    String manifest,
    int attempt,
    List<Path> parts,
    Tally events,
    Tally records) {

  /** Refuses a window that is not committed. */
  public Delivery {
    if (manifest == null || manifest.isBlank()) {
      throw new IllegalStateException(
          "window "
              + window
              + " is not committed: nothing of it goes to a sink before its"
              + " manifest");
    }
    parts = List.copyOf(parts);
  }

  /**
   * Opens the books of a delivery.
   *
   * @param committedEvents how many events the manifest says the parts hold
   * @param committedRecords how many records the manifest says the parts hold
   */
  public static Delivery of(
      long windowId,
      Window window,
      int revision,
      String manifest,
      int attempt,
      List<Path> parts,
      long committedEvents,
      long committedRecords) {
    Delivery delivery =
        new Delivery(
            windowId, window, revision, manifest, attempt, parts, new Tally(), new Tally());
    delivery.events.received(committedEvents);
    delivery.records.received(committedRecords);
    return delivery;
  }

  /** The source's name. */
  public String source() {
    return window.source();
  }

  /** Whether everything that the manifest names is accounted for, in events and in records. */
  public boolean balanced() {
    return events.missing() == 0 && records.missing() == 0;
  }
}
