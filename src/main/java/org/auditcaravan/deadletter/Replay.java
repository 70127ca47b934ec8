package org.auditcaravan.deadletter;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.auditcaravan.window.Ledger;
import org.auditcaravan.window.Window;

/**
 * Has dead letters delivered again. A letter is not sent by itself: its window is owed to the sink
 * again, or read again, and what succeeds closes it. Ids make that harmless for all that had
 * arrived before. What was never a record is in the archive as it came, and stays as it is.
 */
public final class Replay {
  private final Ledger ledger;

  public Replay(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Asks for the windows of these letters; a window that is on its way already is left as it is.
   *
   * @param who who asks, for the ledger
   * @param perMinute how many of the windows are due in each minute
   * @return how many windows are asked for
   */
  public int ask(List<DeadLetter> letters, String who, Instant now, int perMinute) {
    Duration step = Duration.ofMinutes(1).dividedBy(perMinute);
    Set<Ask> asked =
        letters.stream()
            .filter(Replay::repairable)
            .map(
                letter ->
                    new Ask(
                        new Window(letter.source(), letter.from(), letter.to()),
                        letter.sink(),
                        letter.reason() == Reason.UNREADABLE_PAGE))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    int windows = 0;
    for (Ask ask : asked) {
      if (ask(ask, who, now, now.plus(step.multipliedBy(windows)))) {
        windows++;
      }
    }
    return windows;
  }

  /** Whether asking again can make a difference. */
  public static boolean repairable(DeadLetter letter) {
    return letter.from() != null && letter.reason() != Reason.NOT_AN_OBJECT;
  }

  private boolean ask(Ask ask, String who, Instant now, Instant due) {
    return ask.unread()
        ? ledger.requests().again(ask.window(), who, now, due)
        : ledger.deliveries().again(ask.window(), ask.sink(), due);
  }

  private record Ask(Window window, String sink, boolean unread) {}
}
