package org.auditcaravan.archive;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.auditcaravan.source.Sources;
import org.auditcaravan.window.Adopted;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Outcome;
import org.auditcaravan.window.Reservation;
import org.auditcaravan.window.SourceClocks;
import org.auditcaravan.window.WindowRead;

/** The promises of manifests, kept as reservations of the ledger. */
public final class ReservedManifests implements ManifestLedger {
  private final Ledger ledger;
  private final Sources sources;
  private final SourceClocks clocks;
  private final List<String> sinks;

  /**
   * @param sinks the sinks that will owe each committed revision
   */
  public ReservedManifests(
      Ledger ledger, Sources sources, SourceClocks clocks, List<String> sinks) {
    this.ledger = ledger;
    this.sources = sources;
    this.clocks = clocks;
    this.sinks = sinks;
  }

  @Override
  public Optional<Promise> pending(Claim claim) {
    return reservation(claim).map(found -> new Promise(found.key(), found.bytes()));
  }

  private Optional<Reservation> reservation(Claim claim) {
    return ledger
        .reservations()
        .pending(claim.window().source())
        .filter(found -> found.windowId() == claim.id() && found.revision() == claim.revision());
  }

  @Override
  public Promise reserve(WindowRead read, String key, Function<Place, byte[]> manifest) {
    Optional<String> shortfall = read.paging().shortfall();
    if (shortfall.isPresent() || read.claim().revision() > 0) {
      ledger
          .failures()
          .shortfall(read.claim(), read.paging().shortfallReason(), shortfall.orElse(null));
    }
    Outcome outcome =
        new Outcome(
            read.events(),
            read.records(),
            read.paging().confirmed(),
            read.claim().scope().readBy(read.paging().modes()),
            sinks,
            read.waited().toMillis());
    Reservation made =
        ledger
            .reservations()
            .reserve(
                read.claim(),
                outcome,
                key,
                head -> manifest.apply(new Place(head.sequence(), head.previousSha256())));
    read.reserved(made);
    return new Promise(made.key(), made.bytes());
  }

  @Override
  public void confirm(Claim claim, Promise promise) {
    String source = claim.window().source();
    reservation(claim)
        .ifPresent(
            made ->
                ledger
                    .reservations()
                    .commit(
                        made,
                        claim.fencing(),
                        clocks.of(source).now(),
                        sources.get(source).config().recheck()));
  }

  @Override
  public void drop(Claim claim, Promise promise) {
    reservation(claim).ifPresent(made -> ledger.reservations().drop(made, claim.fencing()));
  }

  @Override
  public void adopt(Claim claim, Promise promise, StoredManifest found) {
    Manifest manifest = found.manifest();
    Adopted adopted =
        new Adopted(
            manifest.revision(),
            manifest.sequence(),
            found.key(),
            found.sha256(),
            new Outcome(
                manifest.events(),
                manifest.records(),
                manifest.confirmed(),
                manifest.scope(),
                sinks,
                0));
    reservation(claim)
        .ifPresent(
            made ->
                ledger
                    .reservations()
                    .adopt(
                        made, adopted, claim.fencing(), clocks.of(claim.window().source()).now()));
  }
}
