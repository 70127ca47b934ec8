package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Our own requests leave entries in the log that we read: a log without them is noticed. */
class NotesTest extends LedgerFixture {

  @Test
  void aLogThatDoesNotShowOurOwnRequestsIsNotedUntilItDoes() {
    commit(read(NOON_TO_ONE), 5, "13:20");
    Claim later = read("14:15");

    ledger.notes().heartbeat(later, 0, at("14:20"));
    assertThat(status("14:20").notes())
        .singleElement()
        .asString()
        .contains("from 2026-11-10T13:00:00Z to 2026-11-10T14:00:00Z")
        .contains("none of our own requests, although 1 windows were read then");

    ledger.notes().heartbeat(later, 0, at("14:21"));
    assertThat(status("14:21").notes()).hasSize(1);

    ledger.notes().heartbeat(later, 2, at("14:22"));
    assertThat(status("14:22").notes()).isEmpty();
  }

  @Test
  void aWindowThatIsCommittedByThenIsJudgedAllTheSame() {
    commit(read(NOON_TO_ONE), 5, "13:20");
    Claim later = read("14:15");
    commit(later, 0, "14:19");

    ledger.notes().heartbeat(later, 0, at("14:20"));

    assertThat(status("14:20").notes()).hasSize(1);
  }

  @Test
  void whatTheVendorSendsNewIsNotedForAWeek() {
    Claim claim = read(NOON_TO_ONE);
    ledger.notes().found(claim, "the vendor sends new things", at("13:20"));
    ledger.notes().found(claim, null, at("13:21"));
    assertThat(status("13:21").notes()).containsExactly("the vendor sends new things");
    assertThat(ledger.figures().notes()).containsExactly(new Figures.Count(ACME, "drift", 1));

    ledger.notes().found(claim, null, at("2026-11-17T13:21:00Z"));
    assertThat(status("13:21").notes()).isEmpty();
  }

  @Test
  void aWindowInWhichNothingWasReadOwesNoHeartbeat() {
    Claim first = read(NOON_TO_ONE);

    ledger.notes().heartbeat(first, 0, at("13:20"));

    assertThat(status("13:20").notes()).isEmpty();
  }

  @Test
  void aCommitAtTheBeginningOfAWindowMayHaveAskedBeforeIt() {
    commit(read(NOON_TO_ONE), 5, "14:05");
    commit(read("15:15"), 0, "15:20");
    Claim later = read("15:15");

    ledger.notes().heartbeat(later, 0, at("15:20"));

    assertThat(status("15:20").notes()).isEmpty();
  }

  private static final String NOON_TO_ONE = "13:15";

  private Claim read(String now) {
    plan(USUAL, now);
    return claim(now);
  }
}
