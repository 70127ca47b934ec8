package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RechecksTest extends LedgerFixture {
  private static final String NEXT_DAY = "2026-11-11T13:00:00Z";
  private static final String THIRD_DAY = "2026-11-13T13:00:00Z";

  @BeforeEach
  void planAWindow() {
    plan(USUAL, "13:15");
  }

  @Test
  void aWindowIsReadAgainAfterEachDelayFromItsEnd() {
    commit(claim("13:15"), 1, "13:15");
    assertThat(maybeClaim("2026-11-10T13:59:59Z")).isEmpty();
    Claim first = claim("14:00");
    assertThat(first.revision()).isEqualTo(1);
    assertThat(first.recheckAt()).isEqualTo(at("14:00"));
    ledger.rechecks().rechecked(first, at("14:05"), DELAYS);
    assertThat(maybeClaim("2026-11-11T12:59:59Z")).isEmpty();
    Claim second = claim(NEXT_DAY);
    assertThat(second.revision()).isEqualTo(1);
    ledger.rechecks().rechecked(second, at(NEXT_DAY), DELAYS);
    ledger.rechecks().rechecked(claim(THIRD_DAY), at(THIRD_DAY), DELAYS);
    assertThat(maybeClaim("2027-01-01T00:00:00Z")).isEmpty();
    assertThat(windows()).containsExactly("10 12:00-10 13:00 committed");
  }

  @Test
  void aRecheckThatFindsSomethingMakesAFurtherRevision() {
    commit(claim("13:15"), 1, "13:15");
    commit(claim("14:00"), 2, "14:05");
    Claim next = claim(NEXT_DAY);
    assertThat(next.revision()).isEqualTo(2);
    assertThat(status(NEXT_DAY).events()).isEqualTo(3);
  }

  @Test
  void delaysThatArePastAtTheFirstReadAreSkipped() {
    commit(claim("2026-11-11T10:00:00Z"), 1, "2026-11-11T10:00:00Z");
    assertThat(maybeClaim("2026-11-11T12:59:59Z")).isEmpty();
    assertThat(claim(NEXT_DAY).recheckAt()).isEqualTo(at(NEXT_DAY));
  }

  @Test
  void delaysThatPassBetweenTheReadAndItsCommitAreNotSkipped() {
    commit(claim("13:15"), 1, "2026-11-20T00:00:00Z");
    Claim recheck = claim("2026-11-20T00:00:00Z");
    assertThat(recheck.recheckAt()).isEqualTo(at("14:00"));
    ledger.rechecks().rechecked(recheck, at("2026-11-20T00:00:00Z"), DELAYS);
    assertThat(maybeClaim("2027-01-20T00:00:00Z")).isEmpty();
  }

  @Test
  void anOldWindowIsNotReadAgainAtAll() {
    commit(claim("2026-11-20T00:00:00Z"), 9, "2026-11-20T00:00:00Z");
    assertThat(maybeClaim("2027-01-20T00:00:00Z")).isEmpty();
  }

  @Test
  void whenTheLastRecheckStillFindsSomethingAnotherFollowsAtTwiceTheDistance() {
    commit(claim("13:15"), 1, "13:15");
    ledger.rechecks().rechecked(claim("14:00"), at("14:00"), DELAYS);
    ledger.rechecks().rechecked(claim(NEXT_DAY), at(NEXT_DAY), DELAYS);
    commit(claim(THIRD_DAY), 1, THIRD_DAY);
    assertThat(maybeClaim("2026-11-16T12:59:59Z")).isEmpty();
    Claim fourth = claim("2026-11-16T13:00:00Z");
    commit(fourth, 1, "2026-11-16T13:00:00Z");
    assertThat(maybeClaim("2026-11-22T12:59:59Z")).isEmpty();
    Claim fifth = claim("2026-11-22T13:00:00Z");
    ledger.rechecks().rechecked(fifth, at("2026-11-22T13:00:00Z"), DELAYS);
    assertThat(maybeClaim("2027-01-20T00:00:00Z")).isEmpty();
  }

  @Test
  void aRecheckThatFailsLeavesTheWindowCommittedAndIsTriedAgain() {
    commit(claim("13:15"), 1, "13:15");
    Claim recheck = claim("14:00");
    ledger
        .failures()
        .fail(recheck, "forbidden", "x", 403, null, at("14:00"), Duration.ofMinutes(5));
    assertThat(windows()).containsExactly("10 12:00-10 13:00 committed forbidden");
    assertThat(status("14:00").coveredTo()).isEqualTo(at("13:00"));
    assertThat(status("14:00").gaps().get(0).recoverable()).isTrue();
    assertThat(maybeClaim("14:04")).isEmpty();
    Claim again = claim("14:05");
    assertThat(again.attempt()).isEqualTo(2);
    ledger.rechecks().rechecked(again, at("14:05"), DELAYS);
    assertThat(status("14:05").gaps()).isEmpty();
  }

  @Test
  void aFirstReadIsNoRecheck() {
    Claim claim = claim("13:15");
    assertThatThrownBy(() -> ledger.rechecks().rechecked(claim, at("13:15"), DELAYS))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anEventThatTurnsUpOutsideMakesItsOwnWindowDue() {
    commit(claim("13:15"), 1, "13:15");
    assertThat(maybeClaim("13:20")).isEmpty();
    assertThat(ledger.rechecks().recheckOf(ACME, at("2026-11-10T12:59:59.999999Z"), at("13:20")))
        .isTrue();
    assertThat(claim("13:20").recheckAt()).isEqualTo(at("13:20"));
  }

  @Test
  void anInstantThatNoWindowHoldsIsNoOnesRecheck() {
    commit(claim("13:15"), 1, "13:15");
    assertThat(ledger.rechecks().recheckOf(ACME, at("13:00"), at("13:20"))).isFalse();
    assertThat(ledger.rechecks().recheckOf(ACME, at("11:59"), at("13:20"))).isFalse();
  }

  @Test
  void anEventThatTurnsUpWhileItsWindowIsReadIsNotForgotten() {
    Claim claim = claim("13:15");
    ledger.rechecks().recheckOf(ACME, at("12:30"), at("13:16"));
    commit(claim, 1, "13:17");
    assertThat(claim("13:17").recheckAt()).isEqualTo(at("13:16"));
  }

  @Test
  void twoWindowsCannotKeepEachOtherGoingRoundButNoEventIsForgotten() {
    String now = "2026-11-20T00:00:00Z";
    commit(claim(now), 1, now);
    ledger.rechecks().recheckOf(ACME, at("12:30"), at(now));
    ledger.rechecks().rechecked(claim(now), at(now), DELAYS);
    ledger.rechecks().recheckOf(ACME, at("12:30"), at("2026-11-20T00:01:00Z"));
    assertThat(maybeClaim("2026-11-20T23:59:59Z")).isEmpty();
    assertThat(maybeClaim("2026-11-21T00:00:00Z")).isPresent();
  }

  @Test
  void whatANewScopeBringsIsNotLate() {
    commit(claim("2026-11-20T00:00:00Z"), 1, "2026-11-20T00:00:00Z");
    Planning logins = asking(USUAL, LOGINS);
    ledger.planner().plan(ACME, fencing, logins, at("2026-11-10T13:15:00Z"));
    commit(claim("2026-11-20T00:00:00Z"), 5, "2026-11-20T00:00:00Z");
    assertThat(maybeClaim("2027-01-20T00:00:00Z")).isEmpty();
  }
}
