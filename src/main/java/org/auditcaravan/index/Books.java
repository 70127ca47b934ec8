package org.auditcaravan.index;

/** Counts what became of records, and of the events that they belong to. */
final class Books {
  private final Shipment shipment;

  /** The event whose further records may still come; null before the first one. */
  private Outcome event;

  Books(Shipment shipment) {
    this.shipment = shipment;
  }

  /** Counts a settled item; items come in the order of the parts. */
  void count(Item item) {
    item.outcome.count(shipment.records());
    if (item.first) {
      close();
    }
    event = Outcome.worse(event, item.outcome);
  }

  /** Ends the last event. */
  void close() {
    if (event != null) {
      event.count(shipment.events());
    }
    event = null;
  }
}
