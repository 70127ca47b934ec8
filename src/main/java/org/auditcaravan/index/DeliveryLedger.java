package org.auditcaravan.index;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.Tally;

/** The ledger as a sink sees it: the fencing numbers of this process are added behind it. */
public interface DeliveryLedger {

  /** The sources whose lease this process holds: it alone delivers their windows. */
  List<String> held();

  /** The delivery that is due next, if any. */
  Optional<Delivery> owed(String source, String sink, Instant now);

  /**
   * Records a delivery that was carried through, with its books, balanced or not.
   *
   * @param begun when the first document of it was sent
   */
  void delivered(Delivery delivery, Instant begun, Tally events, Tally records);

  /**
   * Keeps the delivery owed.
   *
   * @param sentence why, without secrets
   * @param pause how long until it is due again
   */
  void postponed(Delivery delivery, String sentence, Instant now, Duration pause);

  /** Keeps in the journal of each source that is held that the sink was away, and why. */
  void outage(Instant from, Instant to, String sentence);
}
