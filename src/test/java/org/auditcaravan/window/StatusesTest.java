package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.auditcaravan.deadletter.DeadLetters;
import org.auditcaravan.deadletter.Failure;
import org.auditcaravan.deadletter.Reason;
import org.junit.jupiter.api.Test;

class StatusesTest extends LedgerFixture {

  @Test
  void aSourceThatHasNotReadAnythingHasCoveredNothing() {
    SourceStatus status = status("12:00");
    assertThat(status.holder()).isEqualTo("replica-1");
    assertThat(status.coveredFrom()).isNull();
    assertThat(status.coveredTo()).isNull();
    assertThat(status.windows()).isEmpty();
    assertThat(status.events()).isZero();
  }

  @Test
  void theCoverageEndsAtTheFirstWindowThatIsOwed() {
    plan(USUAL, "16:15");
    commit(claim("16:15"), 1, "16:15");
    ledger
        .failures()
        .fail(claim("16:15"), "failed", "x", 500, null, at("16:15"), Duration.ofHours(1));
    commit(claim("16:15"), 1, "16:15");
    SourceStatus status = status("16:15");
    assertThat(status.coveredFrom()).isEqualTo(NOON);
    assertThat(status.coveredTo()).isEqualTo(at("13:00"));
    assertThat(status.windows()).isEqualTo(Map.of("committed", 2L, "failed", 1L, "planned", 1L));
    assertThat(status.manifests()).isEqualTo(2);
  }

  @Test
  void theCoverageGoesOnBehindAGapThatIsFinalAndSaysSo() {
    Planning kept = keeping(starting("2026-11-09T00:00:00Z"), Duration.ofHours(30));
    plan(kept, "12:15");
    commit(claim("12:15"), 1, "12:15");
    SourceStatus status = status("12:15");
    assertThat(status.gaps()).hasSize(1);
    assertThat(status.coveredFrom()).isEqualTo(at("2026-11-09T06:15:00Z"));
    assertThat(status.coveredTo()).isEqualTo(at("2026-11-09T12:00:00Z"));
  }

  @Test
  void aHoleInTheTableIsNeverTakenAsCovered() {
    Outcome outcome = new Outcome(tally(1), tally(1), true, ALL, List.of(), 0);
    ledger
        .rebuild()
        .run(
            ACME,
            fencing,
            DELAYS,
            restoring -> {
              Window first = new Window(ACME, NOON, at("13:00"));
              Window third = new Window(ACME, at("14:00"), at("15:00"));
              restoring.manifest(first, new Adopted(0, 1, "a", "a", outcome), "o", null, NOON);
              restoring.manifest(third, new Adopted(0, 2, "b", "b", outcome), "o", null, NOON);
            });
    assertThat(status("16:00").coveredTo()).isEqualTo(at("13:00"));
  }

  @Test
  void anEmptyWindowSaysWhetherThatIsConfirmedOrOnlyObserved() {
    plan(USUAL, "14:15");
    commit(claim("14:15"), 0, "14:15");
    assertThat(status("14:15").emptyObserved()).isZero();
    Claim claim = claim("14:15");
    Outcome observed = new Outcome(tally(0), tally(0), false, ALL, List.of(), 0);
    Reservation made =
        ledger.reservations().reserve(claim, observed, key(claim), head -> new byte[] {1});
    ledger.reservations().commit(made, fencing, at("14:15"), DELAYS);
    assertThat(status("14:15").emptyObserved()).isEqualTo(1);
  }

  @Test
  void rechecksThatAreDueAreCounted() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 0, "13:15");
    assertThat(status("13:59").rechecksDue()).isZero();
    assertThat(status("14:00").rechecksDue()).isEqualTo(1);
  }

  @Test
  void openDeadLettersAreCountedByReason() {
    DeadLetters letters = new DeadLetters(dataSource, act -> {});
    for (String record : List.of("a", "b")) {
      letters.add(List.of(refused(record)), NOON);
    }
    assertThat(status("12:00").deadLetters()).isEqualTo(Map.of("index-rejected", 2L));
    letters.dismiss(List.of(letters.find(1).orElseThrow()), "ann", "known", NOON);
    assertThat(status("12:00").deadLetters()).isEqualTo(Map.of("index-rejected", 1L));
  }

  private static Failure refused(String record) {
    byte[] payload = record.getBytes(StandardCharsets.UTF_8);
    return new Failure(ACME, null, "elasticsearch", Reason.INDEX_REJECTED, "x", record, payload);
  }

  @Test
  void aServiceThatTheModeDoesNotReachIsAGap() {
    plan(starting("11:00"), "12:30");
    Claim claim = claim("12:30");
    commit(claim.readBy(Map.of("Login", "uncovered", "Queue", "realtime")), 3, "12:31");
    assertThat(status("12:32").gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo("uncovered");
              assertThat(gap.sentence()).contains("Login").doesNotContain("Queue");
              assertThat(gap.recoverable()).isFalse();
            });
  }
}
