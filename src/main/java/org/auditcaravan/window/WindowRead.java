package org.auditcaravan.window;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.auditcaravan.archive.SeenEvents;
import org.auditcaravan.archive.Spool;
import org.auditcaravan.pagination.Paging;
import org.auditcaravan.pagination.Reject;
import org.auditcaravan.pagination.Response;
import org.auditcaravan.pagination.TransientFailure;
import org.auditcaravan.source.Source;

/**
 * One complete read of a claimed window, under way: what the routes carry in the variable {@code
 * read}. It is used by one thread at a time and dies with the process; what must survive is in the
 * ledger and in the archive.
 */
public final class WindowRead {
  private final Source source;
  private final Claim claim;
  private final Paging paging;
  private final SeenEvents seen;
  private final Spool spool;
  private final Tally events = new Tally();
  private final Tally records = new Tally();
  private final List<Response> responses = new ArrayList<>();
  private Reservation reservation;
  private long heartbeats = -1;
  private String drift;
  private boolean committed;
  private Duration waited = Duration.ZERO;
  private final List<Reject> rejects = new ArrayList<>();
  private final Map<String, Integer> occurrences = new HashMap<>();
  private final List<Duration> delays = new ArrayList<>();
  private int pass;
  private final AtomicBoolean closed = new AtomicBoolean();
  private BytesInFlight.Room room;

  public WindowRead(Source source, Claim claim, Paging paging, SeenEvents seen, Spool spool) {
    this.source = source;
    this.claim = claim;
    this.paging = paging;
    this.seen = seen;
    this.spool = spool;
  }

  /**
   * A manifest that was reserved before a crash or a failure: it is finished, nothing is read.
   *
   * @param claim the window, as far as the reservation knows it
   */
  static WindowRead finishing(Source source, Claim claim, Reservation reservation) {
    WindowRead read = new WindowRead(source, claim, null, null, null);
    read.reservation = reservation;
    return read;
  }

  /** Whether there is a manifest to finish instead of a window to read. */
  public boolean isPromised() {
    return paging == null;
  }

  /** The manifest whose bytes are settled, once they are. */
  public Optional<Reservation> reservation() {
    return Optional.ofNullable(reservation);
  }

  /** Notes that the manifest's bytes are settled. */
  public void reserved(Reservation settled) {
    reservation = settled;
  }

  /** Whether manifest and ledger have the window; what fails after that is a sink's matter. */
  public boolean isCommitted() {
    return committed;
  }

  /** Notes that manifest and ledger have the window. */
  public void committed() {
    committed = true;
  }

  public Source source() {
    return source;
  }

  public Claim claim() {
    return claim;
  }

  public Window window() {
    return claim.window();
  }

  /** Where the read stands: which request comes next, if any. */
  public Paging paging() {
    return paging;
  }

  /** The events that the archive has of this window, and those of this read. */
  public SeenEvents seen() {
    return seen;
  }

  /** The files that this read has written so far. */
  public Spool spool() {
    return spool;
  }

  /** The books of the archive, counted in events. */
  public Tally events() {
    return events;
  }

  /** The books of the archive, counted in records. */
  public Tally records() {
    return records;
  }

  /** The vendor's answers so far, in order. */
  public List<Response> responses() {
    return responses;
  }

  /** What the vendor sent among the events and is none, in order. */
  public List<Reject> rejects() {
    return rejects;
  }

  /**
   * How many equal events came before this one in the same pass of the read.
   *
   * @param ofPass the pass; a new one begins to count at 0 again
   * @param hash what equal events have in common
   */
  public int occurrence(int ofPass, String hash) {
    if (ofPass != pass) {
      pass = ofPass;
      occurrences.clear();
    }
    return occurrences.merge(hash, 1, Integer::sum) - 1;
  }

  /** Notes the room that an answer takes in memory until {@link #letGo}. */
  public void holds(BytesInFlight.Room taken) {
    room = taken;
  }

  /** The answer has left the memory, or is about to: others may have its room. */
  public void letGo() {
    if (room != null) {
      room.close();
      room = null;
    }
  }

  /** Others may have the room of this answer while its read waits for the vendor. */
  public void stepAside() {
    if (room != null) {
      room.close();
    }
  }

  /**
   * Waits for the same room again.
   *
   * @throws TransientFailure when the process is stopping
   */
  public void stepBack() {
    try {
      if (room != null) {
        room = room.again();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransientFailure("Source " + source.name() + " stopped waiting for room");
    }
  }

  /** Notes entries of the log that our own requests left there; none, too, where some are due. */
  public void heartbeats(long found) {
    heartbeats = Math.max(0, heartbeats) + found;
  }

  /** How many of them were found among the new events, -1 where the api has none. */
  public long heartbeats() {
    return heartbeats;
  }

  /** Notes what the vendor has sent so far that no mapping knows. */
  public void drift(String sentence) {
    drift = sentence;
  }

  /** What the vendor has sent that no mapping knows, if this read brought some of it. */
  public Optional<String> drift() {
    return Optional.ofNullable(drift);
  }

  /** Notes an event that the archive lacked, this long after its own time. */
  public void found(Duration after) {
    delays.add(after);
  }

  /** How long after their own time the events were found that the archive lacked. */
  public List<Duration> delays() {
    return delays;
  }

  /** Notes a wait before a request. */
  public void waited(Duration wait) {
    waited = waited.plus(wait);
  }

  /** How long this read has waited for the vendor so far. */
  public Duration waited() {
    return waited;
  }

  /** Whether another request is owed before the read is complete. */
  public boolean hasNext() {
    return paging.hasNext();
  }

  /** Says once, and never again, that this read is over. */
  boolean end() {
    return closed.compareAndSet(false, true);
  }

  /** Removes the files of this read, and lets go of its answer. */
  void close() {
    letGo();
    if (spool != null) {
      spool.close();
    }
  }

  /** The folder of this read's files. */
  public Path folder() {
    return spool.folder();
  }
}
