package org.auditcaravan.deadletter;

import java.time.Instant;
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
   * Asks for the windows of these letters.
   *
   * @param who who asks, for the ledger
   * @return how many windows are asked for
   */
  public int ask(List<DeadLetter> letters, String who, Instant now) {
    Set<Ask> asked =
        letters.stream()
            .filter(Replay::repairable)
            .map(
                letter ->
                    new Ask(
                        new Window(letter.source(), letter.from(), letter.to()),
                        letter.sink(),
                        letter.reason() == Reason.UNREADABLE_PAGE))
            .collect(Collectors.toSet());
    asked.forEach(ask -> ask(ask, who, now));
    return asked.size();
  }

  /** Whether asking again can make a difference. */
  public static boolean repairable(DeadLetter letter) {
    return letter.from() != null && letter.reason() != Reason.NOT_AN_OBJECT;
  }

  private void ask(Ask ask, String who, Instant now) {
    Window window = ask.window();
    if (ask.unread()) {
      ledger.requests().request(window.source(), window.from(), window.to(), who, now);
    } else {
      ledger.deliveries().owe(window.source(), ask.sink(), window.from(), window.to(), now);
    }
  }

  private record Ask(Window window, String sink, boolean unread) {}
}
