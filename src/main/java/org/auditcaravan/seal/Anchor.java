package org.auditcaravan.seal;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.apache.camel.Variable;
import org.auditcaravan.archive.Json;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Seal;

/** The steps of {@code routes/anchor.camel.yaml}: what the second place is given. */
@Named("anchor")
@Singleton
public final class Anchor {
  private final Ledger ledger;
  private final InstantSource clock;

  @Inject
  public Anchor(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** The links that the second place does not have yet, in their order. */
  public List<Seal> heads() {
    return ledger.seals().unanchored();
  }

  /** What the second place is given of a link: JSON in UTF-8. */
  public byte[] head(@Variable("head") Seal link) {
    return Json.write(Head.of(link));
  }

  /** The name under which the second place keeps a link. */
  public String name(@Variable("head") Seal link) {
    return Head.of(link).name();
  }

  /** Notes that the second place has the link. */
  public void anchored(@Variable("head") Seal link) {
    ledger.seals().anchored(link, clock.instant());
  }
}
