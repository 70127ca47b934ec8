package org.auditcaravan.index;

/** Counts what became of records, and of the events that they belong to. */
final class Books {
  private final Delivery delivery;

  /** The event whose further records may still come; null before the first one. */
  private Outcome event;

  Books(Delivery delivery) {
    this.delivery = delivery;
  }

  /** Counts a settled item; items come in the order of the parts. */
  void count(Item item) {
    item.outcome.count(delivery.records());
    if (item.first) {
      close();
    }
    event = Outcome.worse(event, item.outcome);
  }

  /** Ends the last event. */
  void close() {
    if (event != null) {
      event.count(delivery.events());
    }
    event = null;
  }
}
