package org.auditcaravan.window;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.archive.Spool;
import org.auditcaravan.pagination.Paging;
import org.auditcaravan.source.Source;
import org.jboss.logging.MDC;

/** Opens the reads of claimed windows. */
public final class Reads {
  private static final String SOURCE = "source";
  private static final String WINDOW = "window";

  private final Ledger ledger;
  private final BiFunction<Source, Claim, SeenEvents> known;
  private final BiFunction<Source, Claim, Paging> pagings;
  private final BiFunction<Source, Claim, Spool> spools;

  /** The windows that workers of this process are at, by their numbers in the ledger. */
  private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param known what the archive has of a claimed window
   * @param pagings how a claimed window is asked for
   * @param spools where a read's files go
   */
  public Reads(
      Ledger ledger,
      BiFunction<Source, Claim, SeenEvents> known,
      BiFunction<Source, Claim, Paging> pagings,
      BiFunction<Source, Claim, Spool> spools) {
    this.ledger = ledger;
    this.known = known;
    this.pagings = pagings;
    this.spools = spools;
  }

  /**
   * A reservation that an earlier holder of the lease, or an earlier failure, left behind: it comes
   * before anything is claimed. One worker only gets it.
   */
  Optional<WindowRead> promised(Source source, long fencing) {
    Optional<Long> left = ledger.reservations().pending(source.name()).map(Reservation::windowId);
    if (left.isEmpty() || !underWay.add(left.get())) {
      return Optional.empty();
    }
    Optional<WindowRead> read = Optional.empty();
    try {
      // It may have been finished, and another one made, since it was looked for.
      read =
          ledger
              .reservations()
              .takeOver(source.name(), fencing)
              .filter(found -> found.windowId() == left.get())
              .map(found -> WindowRead.finishing(source, claim(found, fencing), found));
      read.ifPresent(Reads::tell);
      return read;
    } finally {
      if (read.isEmpty()) {
        underWay.remove(left.get());
      }
    }
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
    WindowRead read =
        new WindowRead(
            source, claim, pagings.apply(source, claim), seen, spools.apply(source, claim));
    underWay.add(claim.id());
    tell(read);
    return read;
  }

  /** From here to its end a window is worked on by one thread, whose lines in the log name it. */
  private static void tell(WindowRead read) {
    MDC.put(SOURCE, read.source().name());
    MDC.put(WINDOW, read.window().name());
  }

  /** Ends a read: its files go, and nobody is at its window any more. */
  void close(WindowRead read) {
    underWay.remove(read.claim().id());
    read.close();
    MDC.remove(SOURCE);
    MDC.remove(WINDOW);
  }
}
