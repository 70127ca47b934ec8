package org.auditcaravan.index;

import java.nio.file.Path;
import java.util.List;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.Tally;
import org.auditcaravan.window.Window;

/**
 * A delivery under way, with its files and its books: the exchange variable {@code delivery}. It is
 * used by one thread at a time.
 *
 * <p>It cannot exist without the key of the manifest that committed the revision: no document
 * leaves before its manifest.
 *
 * @param delivery what the sink owes
 * @param parts local copies of the revision's parts in the order of the manifest, {@code .jsonl.gz}
 *     or {@code .jsonl.zst}; none for a window without events
 * @param events the books in events; {@code received} is what the manifest says
 * @param records the books in records; {@code received} is what the manifest says
 */
public record Shipment(Delivery delivery, List<Path> parts, Tally events, Tally records) {

  /** Refuses a window that is not committed. */
  public Shipment {
    if (delivery.manifestKey() == null || delivery.manifestKey().isBlank()) {
      throw new IllegalStateException(
          "window "
              + delivery.window().name()
              + " of "
              + delivery.window().source()
              + " is not committed: nothing of it goes to a sink before its manifest");
    }
    parts = List.copyOf(parts);
  }

  /**
   * Opens the books of a delivery.
   *
   * @param events how many events the manifest says the parts hold
   * @param records how many records the manifest says the parts hold
   */
  public static Shipment of(Delivery delivery, List<Path> parts, long events, long records) {
    Shipment shipment = new Shipment(delivery, parts, new Tally(), new Tally());
    shipment.events.received(events);
    shipment.records.received(records);
    return shipment;
  }

  public Window window() {
    return delivery.window();
  }

  /** Whether everything that the manifest names is accounted for, in events and in records. */
  public boolean balanced() {
    return events.missing() == 0 && records.missing() == 0;
  }
}
