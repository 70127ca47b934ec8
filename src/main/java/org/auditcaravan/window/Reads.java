package org.auditcaravan.window;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.archive.Spool;
import org.auditcaravan.pagination.Paging;
import org.auditcaravan.source.Source;

/** Opens the reads of claimed windows. */
public final class Reads {
  private final Ledger ledger;
  private final Predicate<String> committing;
  private final BiFunction<Source, Claim, SeenEvents> known;
  private final BiFunction<Source, Claim, Paging> pagings;
  private final BiFunction<Source, Claim, Spool> spools;

  /**
   * @param committing whether a worker of this process is committing a window of that source
   * @param known what the archive has of a claimed window
   * @param pagings how a claimed window is asked for
   * @param spools where a read's files go
   */
  public Reads(
      Ledger ledger,
      Predicate<String> committing,
      BiFunction<Source, Claim, SeenEvents> known,
      BiFunction<Source, Claim, Paging> pagings,
      BiFunction<Source, Claim, Spool> spools) {
    this.ledger = ledger;
    this.committing = committing;
    this.known = known;
    this.pagings = pagings;
    this.spools = spools;
  }

  /**
   * A reservation that an earlier holder of the lease, or an earlier failure, left behind: it comes
   * before anything is claimed.
   */
  Optional<WindowRead> promised(Source source, long fencing) {
    if (committing.test(source.name()) || ledger.reservations().pending(source.name()).isEmpty()) {
      return Optional.empty();
    }
    return ledger
        .reservations()
        .takeOver(source.name(), fencing)
        .map(reservation -> WindowRead.finishing(source, claim(reservation, fencing), reservation));
  }

  private static Claim claim(Reservation reservation, long fencing) {
    Scope scope = reservation.outcome().scope().readBy(Map.of());
    return new Claim(
        reservation.windowId(),
        reservation.window(),
        reservation.revision(),
        fencing,
        scope,
        1,
        false,
        null);
  }

  /** A read of a claimed window, from its beginning. */
  WindowRead open(Source source, Claim claim) {
    SeenEvents seen = known.apply(source, claim);
    return new WindowRead(
        source, claim, pagings.apply(source, claim), seen, spools.apply(source, claim));
  }
}
