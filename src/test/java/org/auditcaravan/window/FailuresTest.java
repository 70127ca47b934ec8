package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailuresTest extends LedgerFixture {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  @BeforeEach
  void planAWindow() {
    plan(USUAL, "13:15");
  }

  @Test
  void aFailedWindowIsAGapThatSaysWhyAndUntilWhenItCanBeRecovered() {
    fail(claim("13:15"), "13:15");
    assertThat(windows()).containsExactly("10 12:00-10 13:00 failed forbidden");
    assertThat(status("13:15").gaps())
        .containsExactly(
            new Gap(
                NOON,
                at("13:00"),
                "forbidden",
                "The client may not read audits.",
                true,
                NOON.plus(Duration.ofDays(90)),
                1,
                at("13:20"),
                null));
  }

  @Test
  void itIsTriedAgainByItselfAfterAPauseThatDoublesUpToADay() {
    Instant now = at("13:15");
    for (int attempt = 1; attempt <= 12; attempt++) {
      Claim claim = ledger.claims().claim(ACME, fencing, now).orElseThrow();
      assertThat(claim.attempt()).isEqualTo(attempt);
      fail(claim, now.toString());
      long minutes = Math.min(24 * 60, 5L << (attempt - 1));
      Instant retry = now.plus(Duration.ofMinutes(minutes));
      assertThat(ledger.claims().claim(ACME, fencing, retry.minusSeconds(1))).isEmpty();
      now = retry;
    }
  }

  @Test
  void aSuccessClosesTheGapAndForgetsTheAttempts() {
    fail(claim("13:15"), "13:15");
    commit(claim("13:20"), 1, "13:20");
    assertThat(status("13:20").gaps()).isEmpty();
    assertThat(claim("14:00").attempt()).isEqualTo(1);
  }

  @Test
  void aGapStaysVisibleWhileItIsTriedAgain() {
    fail(claim("13:15"), "13:15");
    claim("13:20");
    assertThat(status("13:20").gaps()).singleElement().matches(Gap::recoverable);
  }

  @Test
  void whatTheVendorHasPurgedIsAGapForEverAndKeepsItsSentence() {
    Planning kept = keeping(USUAL, Duration.ofDays(2));
    plan(kept, "13:15");
    fail(claim("13:15"), "13:15");
    String later = "2026-11-12T13:00:00Z";
    plan(kept, later);
    assertThat(windows().get(0)).isEqualTo("10 12:00-10 13:00 gap purged");
    Gap gap = status(later).gaps().get(0);
    assertThat(gap.recoverable()).isFalse();
    assertThat(gap.recoverableUntil()).isNull();
    assertThat(gap.sentence()).isEqualTo("The client may not read audits.");
    plan(kept, "2027-11-12T13:00:00Z");
    assertThat(windows().get(0)).isEqualTo("10 12:00-10 13:00 gap purged");
  }

  @Test
  void aWindowThatIsTooLargeIsReplacedByItsHalves() {
    ledger.failures().split(claim("13:15"), at("12:30"));
    assertThat(windows())
        .containsExactly(
            "10 12:00-10 13:00 split", "10 12:00-10 12:30 planned", "10 12:30-10 13:00 planned");
    assertThat(plan(USUAL, "13:20")).isZero();
    commit(claim("13:20"), 1, "13:20");
    assertThat(span(claim("13:20").window())).isEqualTo("10 12:30-10 13:00");
  }

  @Test
  void aHalfThatIsDoneStaysDoneWhenTheOtherIsSplitAgain() {
    ledger.failures().split(claim("13:15"), at("12:30"));
    commit(claim("13:20"), 1, "13:20");
    ledger.failures().split(claim("13:20"), at("12:45"));
    assertThat(windows())
        .containsExactly(
            "10 12:00-10 13:00 split",
            "10 12:00-10 12:30 committed",
            "10 12:30-10 13:00 split",
            "10 12:30-10 12:45 planned",
            "10 12:45-10 13:00 planned");
  }

  @Test
  void halvesAreNotAsPatientAsTheirWholeWasAtFirst() {
    for (int attempt = 1; attempt < 3; attempt++) {
      Claim claim = claim("13:15");
      assertThat(claim.patient()).isTrue();
      ledger.failures().fail(claim, "failed", "x", 200, null, at("13:00"), Duration.ofMinutes(1));
    }
    Claim third = claim("13:15");
    assertThat(third.patient()).isFalse();
    ledger.failures().split(third, at("12:30"));
    assertThat(claim("13:15").patient()).isFalse();
    assertThat(claim("13:15").attempt()).isEqualTo(3);
  }

  @Test
  void aWindowWithAManifestIsNotSplit() {
    commit(claim("13:15"), 1, "13:15");
    Claim recheck = claim("14:00");
    assertThatThrownBy(() -> ledger.failures().split(recheck, at("12:30")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not split");
    assertThat(windows()).containsExactly("10 12:00-10 13:00 running");
  }

  @Test
  void aWindowWithAReservationIsNotSplit() {
    Claim claim = claim("13:15");
    reserve(claim, 1);
    assertThatThrownBy(() -> ledger.failures().split(claim, at("12:30")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(windows()).containsExactly("10 12:00-10 13:00 running");
  }

  @Test
  void aWindowIsNotSplitAtItsEdges() {
    Claim claim = claim("13:15");
    assertThatThrownBy(() -> ledger.failures().split(claim, NOON))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(windows()).containsExactly("10 12:00-10 13:00 running");
  }

  @Test
  void aShortfallStaysAGapBesideWhatWasDelivered() {
    Claim claim = claim("13:15");
    ledger
        .failures()
        .shortfall(claim, GapReason.TOO_LARGE, "The vendor caps the result at 10000 events.");
    commit(claim, 5, "13:15");
    SourceStatus status = status("13:15");
    assertThat(status.events()).isEqualTo(5);
    assertThat(status.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo("too-large");
              assertThat(gap.recoverable()).isFalse();
              assertThat(gap.sentence()).contains("10000");
            });
  }

  @Test
  void aWindowThatIsNotClaimedAnyMoreCannotFail() {
    Claim claim = claim("13:15");
    commit(claim, 1, "13:15");
    assertThatThrownBy(() -> fail(claim, "13:16")).isInstanceOf(IllegalStateException.class);
    assertThat(windows()).containsExactly("10 12:00-10 13:00 committed");
  }

  private void fail(Claim claim, String now) {
    ledger
        .failures()
        .fail(
            claim,
            "forbidden",
            "The client may not read audits.",
            403,
            "c-1",
            at(now),
            FIVE_MINUTES);
  }
}
