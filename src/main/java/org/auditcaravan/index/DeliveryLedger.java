package org.auditcaravan.index;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the ledger knows of the deliveries to sinks other than the archive. */
public interface DeliveryLedger {

  /** The sources whose lease this process holds: it alone delivers their windows. */
  List<String> held();

  /**
   * The delivery of a committed window revision that is due next, oldest window first and lower
   * revisions before higher ones.
   *
   * @param sink such as {@link IndexSink#SINK}
   * @param now what is postponed beyond this is not due
   */
  Optional<Owed> owed(String source, String sink, Instant now);

  /** Marks the delivery as done, with its books in events and in records. */
  void delivered(Delivery delivery, String sink, Instant now);

  /**
   * Keeps the delivery owed.
   *
   * @param next when it is due again
   * @param sentence why, without secrets
   */
  void postponed(long windowId, int revision, String sink, Instant next, String sentence);
}
