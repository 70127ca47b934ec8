package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannerTest extends LedgerFixture {

  @Test
  void nothingIsPlannedBeforeAWholeLiveWindowHasSettled() {
    assertThat(plan(USUAL, "13:14")).isZero();
    assertThat(plan(USUAL, "13:15")).isEqualTo(1);
    assertThat(windows()).containsExactly("10 12:00-10 13:00 planned");
  }

  @Test
  void planningAgainAddsOnlyWhatIsNew() {
    plan(USUAL, "13:15");
    assertThat(plan(USUAL, "13:20")).isZero();
    assertThat(plan(USUAL, "15:15")).isEqualTo(2);
    assertThat(windows())
        .containsExactly(
            "10 12:00-10 13:00 planned", "10 13:00-10 14:00 planned", "10 14:00-10 15:00 planned");
  }

  @Test
  void aFirstStartInTheMiddleOfAnHourGivesAShorterFirstWindow() {
    ledger.sources().register("late", "genesys-audits", Instant.parse("2026-11-10T12:20:30.9Z"));
    long number = ledger.leases().acquire("late", "replica-1", LIFE).orElseThrow();
    ledger.planner().plan("late", number, USUAL, at("14:15"));
    assertThat(windows())
        .containsExactly("10 12:20:30-10 13:00 planned", "10 13:00-10 14:00 planned");
  }

  @Test
  void theFirstStartIsKeptForEver() {
    ledger.sources().register(ACME, "genesys-audits", at("18:00"));
    assertThat(ledger.sources().find(ACME).orElseThrow().firstStart()).isEqualTo(NOON);
  }

  @Test
  void backfillIsLongerAndNoWindowCrossesMidnight() {
    plan(
        cutting(starting("2026-11-08T20:00:00Z"), Duration.ofHours(1), Duration.ofHours(9)),
        "13:15");
    assertThat(windows())
        .containsExactly(
            "08 20:00-09 00:00 backfill planned",
            "09 00:00-09 09:00 backfill planned",
            "09 09:00-09 18:00 backfill planned",
            "09 18:00-10 00:00 backfill planned",
            "10 00:00-10 09:00 backfill planned",
            "10 09:00-10 12:00 backfill planned",
            "10 12:00-10 13:00 planned");
  }

  @Test
  void theEndOfTheBackfillWaitsOnlyForItsLastBitToSettle() {
    plan(starting("06:00"), "12:05");
    assertThat(windows()).containsExactly("10 06:00-10 11:50 backfill planned");
    plan(starting("06:00"), "12:10");
    assertThat(windows()).hasSize(1);
    plan(starting("06:00"), "12:15");
    assertThat(windows())
        .containsExactly(
            "10 06:00-10 11:50 backfill planned", "10 11:50-10 12:00 backfill planned");
  }

  @Test
  void liveWindowsEndAtMidnightWhateverTheirLength() {
    plan(cutting(USUAL, Duration.ofHours(7), Duration.ofHours(6)), "2026-11-11T12:00:00Z");
    assertThat(windows())
        .containsExactly(
            "10 12:00-10 14:00 planned",
            "10 14:00-10 21:00 planned",
            "10 21:00-11 00:00 planned",
            "11 00:00-11 07:00 planned");
  }

  @Test
  void aChangedLengthOfWindowLeavesNoGapAndNoOverlap() {
    plan(USUAL, "15:15");
    plan(cutting(USUAL, Duration.ofHours(2), Duration.ofHours(6)), "18:15");
    plan(cutting(USUAL, Duration.ofMinutes(30), Duration.ofHours(6)), "18:45");
    assertThat(windows())
        .containsExactly(
            "10 12:00-10 13:00 planned",
            "10 13:00-10 14:00 planned",
            "10 14:00-10 15:00 planned",
            "10 15:00-10 16:00 planned",
            "10 16:00-10 18:00 planned",
            "10 18:00-10 18:30 planned");
  }

  @Test
  void anEarlierStartPlansWhatLiesBeforeOnly() {
    plan(USUAL, "13:15");
    plan(starting("10:00"), "13:15");
    assertThat(windows())
        .containsExactly("10 10:00-10 12:00 backfill planned", "10 12:00-10 13:00 planned");
  }

  @Test
  void whatTheVendorNoLongerKeepsIsAFinalGap() {
    plan(keeping(starting("2026-11-08T18:00:00Z"), Duration.ofDays(1)), "12:16");
    assertThat(windows())
        .containsExactly(
            "08 18:00-09 00:00 backfill gap older-than-retention",
            "09 00:00-09 12:16 backfill gap older-than-retention",
            "09 12:16-09 18:00 backfill planned",
            "09 18:00-10 00:00 backfill planned",
            "10 00:00-10 06:00 backfill planned",
            "10 06:00-10 12:00 backfill planned");
    assertThat(status("12:16").gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.from()).isEqualTo(at("2026-11-08T18:00:00Z"));
              assertThat(gap.to()).isEqualTo(at("2026-11-09T12:16:00Z"));
              assertThat(gap.recoverable()).isFalse();
            });
  }

  @Test
  void aWindowThatIsPurgedBeforeItIsReadShrinksAndThenIsAGap() {
    Planning kept = keeping(USUAL, Duration.ofDays(1));
    plan(kept, "13:15");
    plan(kept, "2026-11-11T12:10:00Z");
    plan(kept, "2026-11-11T12:20:00Z");
    assertThat(windows().subList(0, 3))
        .containsExactly(
            "10 12:00-10 12:20 gap purged",
            "10 12:20-10 13:00 planned",
            "10 13:00-10 14:00 planned");
    plan(kept, "2026-11-11T13:00:00Z");
    assertThat(windows().subList(0, 2))
        .containsExactly("10 12:00-10 12:20 gap purged", "10 12:20-10 13:00 gap purged");
  }

  @Test
  void whatWasCommittedUnderAnotherScopeIsReadAgain() {
    plan(USUAL, "14:15");
    commit(claim("14:15"), 3, "14:15");
    plan(asking(USUAL, LOGINS), "14:20");
    assertThat(windows())
        .containsExactly("10 12:00-10 13:00 committed scope-changed", "10 13:00-10 14:00 planned");
    assertThat(status("14:20").coveredTo()).isNull();
    Claim first = claim("14:20");
    assertThat(span(first.window())).isEqualTo("10 13:00-10 14:00");
    assertThat(first.scope()).isEqualTo(LOGINS);
    Claim again = claim("14:20");
    assertThat(span(again.window())).isEqualTo("10 12:00-10 13:00");
    assertThat(again.revision()).isEqualTo(1);
    assertThat(again.scope()).isEqualTo(LOGINS);
    commit(again, 1, "14:25");
    plan(asking(USUAL, LOGINS), "14:30");
    assertThat(windows().get(0)).isEqualTo("10 12:00-10 13:00 committed");
    assertThat(status("14:30").coveredTo()).isEqualTo(at("13:00"));
  }

  @Test
  void whatWasCommittedUnderAnotherScopeAndIsPurgedIsAGapThatStays() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 3, "13:15");
    Planning later = asking(keeping(USUAL, Duration.ofDays(1)), LOGINS);
    plan(later, "2026-11-12T13:00:00Z");
    assertThat(windows().get(0)).isEqualTo("10 12:00-10 13:00 committed scope-changed");
    assertThat(status("2026-11-12T13:00:00Z").gaps().get(0).recoverable()).isFalse();
    assertThat(maybeClaim("2026-11-12T13:00:00Z").map(Claim::window).map(LedgerFixture::span))
        .isNotEqualTo(Optional.of("10 12:00-10 13:00"));
  }

  @Test
  void theFormerScopeConfiguredAgainIsCovered() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 3, "13:15");
    plan(asking(USUAL, LOGINS), "13:20");
    plan(USUAL, "13:25");
    assertThat(windows()).containsExactly("10 12:00-10 13:00 committed");
    assertThat(maybeClaim("13:25")).isEmpty();
  }

  @Test
  void anotherModeIsNoOtherScope() {
    plan(USUAL, "13:15");
    Claim claim = claim("13:15");
    Outcome outcome =
        new Outcome(tally(1), tally(1), true, ALL.readBy(Map.of("*", "realtime")), List.of(), 0);
    Reservation made =
        ledger.reservations().reserve(claim, outcome, key(claim), head -> new byte[] {1});
    ledger.reservations().commit(made, fencing, at("13:15"), DELAYS);
    plan(USUAL, "13:20");
    assertThat(windows()).containsExactly("10 12:00-10 13:00 committed");
  }

  @Test
  void aReplicaWithoutTheLeaseDoesNotPlan() {
    long old = fencing;
    takeLeaseFromTheDead("replica-2");
    assertThatThrownBy(() -> ledger.planner().plan(ACME, old, USUAL, at("13:15")))
        .isInstanceOf(LeaseLost.class);
    assertThat(windows()).isEqualTo(List.of());
  }
}
