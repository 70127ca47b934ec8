package org.auditcaravan.index;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.journal.Act;
import org.auditcaravan.journal.Journal;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.HeldLeases;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Tally;

/** The deliveries of the sources that this process holds, in the ledger. */
public final class HeldDeliveries implements DeliveryLedger {
  private final Sources sources;
  private final Ledger ledger;
  private final DeadLetters letters;
  private final HeldLeases leases;
  private final Journal journal;

  public HeldDeliveries(
      Sources sources, Ledger ledger, DeadLetters letters, HeldLeases leases, Journal journal) {
    this.sources = sources;
    this.ledger = ledger;
    this.letters = letters;
    this.leases = leases;
    this.journal = journal;
  }

  @Override
  public List<String> held() {
    return sources.all().stream().map(Source::name).filter(leases::holds).toList();
  }

  @Override
  public Optional<Delivery> owed(String source, String sink, Instant now) {
    return ledger.deliveries().owed(source, sink, now);
  }

  @Override
  public void delivered(Delivery delivery, Instant begun, Tally events, Tally records) {
    if (records.missing() == 0) {
      // First, so that a crash in between cannot leave open what has arrived.
      letters.overtaken(delivery, begun);
    }
    ledger.deliveries().delivered(delivery, fencing(delivery), records);
  }

  @Override
  public void postponed(Delivery delivery, String sentence, Instant now, Duration pause) {
    ledger.deliveries().postponed(delivery, fencing(delivery), sentence, now, pause);
  }

  @Override
  public void outage(Instant from, Instant to, String sentence) {
    held().forEach(name -> journal.keep(new Act.Outage(name, to, from, to, "index", sentence)));
  }

  private long fencing(Delivery delivery) {
    return leases.number(delivery.window().source());
  }
}
