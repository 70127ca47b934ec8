package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stretch of time that no window covers into windows: at midnight UTC, at multiples of the
 * length from midnight, at the first start, and where the vendor's retention ends.
 */
final class Cutter {
  private static final long DAY = 86_400;

  private final long live;
  private final long backfill;
  private final long firstStart;
  private final long horizon;
  private final long kept;

  Cutter(Planning planning, Instant firstStart, Instant now) {
    this.live = seconds(planning.live());
    this.backfill = seconds(planning.backfill());
    this.firstStart = firstStart.getEpochSecond();
    this.horizon = now.minus(planning.settle()).getEpochSecond();
    this.kept = kept(planning, now).getEpochSecond();
  }

  /** The first full second that the vendor still keeps whole. */
  static Instant kept(Planning planning, Instant now) {
    return Instant.ofEpochSecond(
        now.minus(planning.retention()).plusNanos(999_999_999).getEpochSecond());
  }

  /** The end of what has settled. */
  Instant horizon() {
    return Instant.ofEpochSecond(horizon);
  }

  /** The windows of {@code [from, to)} that have settled whole. */
  List<Piece> cut(Instant from, Instant to) {
    List<Piece> pieces = new ArrayList<>();
    long at = from.getEpochSecond();
    long end = to.getEpochSecond();
    while (at < end) {
      Piece piece = next(at, end);
      if (piece == null) {
        break;
      }
      pieces.add(piece);
      at = piece.to().getEpochSecond();
    }
    return pieces;
  }

  private Piece next(long at, long end) {
    long day = Math.floorDiv(at, DAY) * DAY;
    long most = Math.min(end, day + DAY);
    boolean before = at < firstStart;
    if (at < kept) {
      return piece(at, Math.min(most, kept), before, true);
    }
    long length = before ? backfill : live;
    long to = Math.min(most, day + ((at - day) / length + 1) * length);
    if (before) {
      to = Math.min(to, firstStart);
    }
    if (to <= horizon) {
      return piece(at, to, before, false);
    }
    // The rest of a long backfill window need not wait for the last of it to settle.
    return before && horizon - at >= live ? piece(at, horizon, true, false) : null;
  }

  private static Piece piece(long from, long to, boolean backfill, boolean gap) {
    return new Piece(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to), backfill, gap);
  }

  private static long seconds(Duration length) {
    return Math.max(1, length.toSeconds());
  }

  /**
   * One window to be.
   *
   * @param gap whether the vendor no longer keeps it
   */
  record Piece(Instant from, Instant to, boolean backfill, boolean gap) {}
}
