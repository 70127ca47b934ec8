package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReservationsTest extends LedgerFixture {
  private Claim claim;

  @BeforeEach
  void claimAWindow() {
    plan(USUAL, "15:15");
    claim = claim("15:15");
  }

  @Test
  void theFirstManifestBeginsTheChainAndTheNextNamesItsHash() {
    Reservation first = commit(claim, 3, "15:15");
    assertThat(text(first)).endsWith(" 1 null");
    Reservation second = reserve(claim("15:15"), 0);
    assertThat(text(second)).endsWith(" 2 " + first.sha256());
    assertThat(second.sequence()).isEqualTo(2);
  }

  @Test
  void theHashIsThatOfTheExactBytes() {
    byte[] bytes = {0, 1, (byte) 0xff};
    Reservation made = ledger.reservations().reserve(claim, outcome(claim, 1), "k", head -> bytes);
    assertThat(made.sha256())
        .isEqualTo("26a66b061e8f48f39927c312f25293959729eee95978e2892d49d3512a5cc092");
    assertThat(ledger.reservations().pending(ACME).orElseThrow().bytes()).isEqualTo(bytes);
  }

  @Test
  void aManifestOfMegabytesIsKeptByteForByte() {
    byte[] bytes = new byte[5_000_000];
    new Random(7).nextBytes(bytes);
    ledger.reservations().reserve(claim, outcome(claim, 1), "k", head -> bytes);
    assertThat(ledger.reservations().pending(ACME).orElseThrow().bytes()).isEqualTo(bytes);
  }

  @Test
  void booksThatDoNotBalanceAreNeverReserved() {
    Tally leaking = tally(5);
    leaking.received(1);
    Outcome outcome = new Outcome(tally(5), leaking, true, ALL, List.of(), 0);
    assertThatThrownBy(
            () -> ledger.reservations().reserve(claim, outcome, "k", head -> new byte[0]))
        .isInstanceOf(Unbalanced.class)
        .hasMessageContaining("1 records are unaccounted for");
    assertThat(ledger.reservations().pending(ACME)).isEmpty();
  }

  @Test
  void aSourceHasOneReservationAtATime() {
    Claim second = claim("15:15");
    Reservation first = reserve(claim, 3);
    assertThatThrownBy(() -> reserve(second, 3)).isInstanceOf(ReservationPending.class);
    ledger.reservations().commit(first, fencing, at("15:15"), DELAYS);
    assertThat(reserve(second, 3).sequence()).isEqualTo(2);
  }

  @Test
  void reservingTwiceGivesTheSameBytes() {
    Reservation first = reserve(claim, 3);
    Reservation again =
        ledger.reservations().reserve(claim, outcome(claim, 3), "other", head -> new byte[] {9});
    assertThat(again.bytes()).isEqualTo(first.bytes());
    assertThat(again.key()).isEqualTo(first.key());
  }

  @Test
  void aCommitWritesEverythingAtOnce() {
    Reservation made = commit(claim, 3, "15:15");
    assertThat(windows().get(0)).isEqualTo("10 12:00-10 13:00 committed");
    assertThat(ledger.reservations().pending(ACME)).isEmpty();
    SourceRow source = ledger.sources().find(ACME).orElseThrow();
    assertThat(source.headSequence()).isEqualTo(1);
    assertThat(source.headSha256()).isEqualTo(made.sha256());
    assertThat(status("15:15"))
        .extracting(SourceStatus::events, SourceStatus::records, SourceStatus::owed)
        .containsExactly(3L, 6L, Map.of("elasticsearch", 1L));
  }

  @Test
  void committingTwiceIsCommittingOnce() {
    Reservation made = commit(claim, 3, "15:15");
    ledger.reservations().commit(made, fencing, at("15:16"), DELAYS);
    assertThat(ledger.sources().find(ACME).orElseThrow().headSequence()).isEqualTo(1);
    assertThat(status("15:16").events()).isEqualTo(3);
  }

  @Test
  void theNextHolderFinishesAReservationBeforeItClaimsAnything() {
    Reservation left = reserve(claim, 3);
    fencing = takeLeaseFromTheDead("replica-2");
    assertThatThrownBy(() -> maybeClaim("15:20")).isInstanceOf(ReservationPending.class);
    Reservation taken = ledger.reservations().takeOver(ACME, fencing).orElseThrow();
    assertThat(taken.bytes()).isEqualTo(left.bytes());
    assertThat(taken.key()).isEqualTo(left.key());
    assertThat(taken.outcome().scope()).isEqualTo(ALL);
    assertThat(taken.outcome().records().delivered()).isEqualTo(6);
    assertThat(taken.outcome().sinks()).containsExactly("elasticsearch");
    ledger.reservations().commit(taken, fencing, at("15:20"), DELAYS);
    assertThat(windows().get(0)).isEqualTo("10 12:00-10 13:00 committed");
    assertThat(ledger.deliveries().owed(ACME, "elasticsearch", at("15:20"))).isPresent();
    assertThat(span(claim("15:20").window())).isEqualTo("10 13:00-10 14:00");
  }

  @Test
  void aReservationIsCommittedOnlyByWhoTookItOver() {
    Reservation left = reserve(claim, 3);
    long next = takeLeaseFromTheDead("replica-2");
    assertThatThrownBy(() -> ledger.reservations().commit(left, next, at("15:20"), DELAYS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("take the reservation over first");
  }

  @Test
  void aReservedWindowIsNotClaimedEvenWhenItsReadHasFailed() {
    reserve(claim, 3);
    ledger.failures().fail(claim, "failed", "x", 500, null, at("15:15"), LIFE);
    assertThat(span(claim("18:15").window())).isEqualTo("10 13:00-10 14:00");
    Reservation pending = ledger.reservations().pending(ACME).orElseThrow();
    ledger.reservations().commit(pending, fencing, at("18:15"), DELAYS);
    assertThat(windows().get(0)).isEqualTo("10 12:00-10 13:00 committed");
  }

  @Test
  void aDroppedReservationLeavesTheWindowToBeReadAgain() {
    Reservation made = reserve(claim, 3);
    ledger.reservations().drop(made, fencing);
    assertThat(ledger.reservations().pending(ACME)).isEmpty();
    assertThat(ledger.sources().find(ACME).orElseThrow().headSequence()).isZero();
    assertThat(reserve(claim, 2).sequence()).isEqualTo(1);
  }

  @Test
  void aManifestThatWasThereIsAdoptedAndTheReadGoesOnWithTheNextRevision() {
    reserve(claim, 3);
    Adopted found = new Adopted(0, 1, key(claim), "ab".repeat(32), outcome(claim, 2));
    Claim further = ledger.reservations().adopt(claim, found, at("15:16"));
    assertThat(further.revision()).isEqualTo(1);
    assertThat(ledger.reservations().pending(ACME)).isEmpty();
    Reservation next = reserve(further, 1);
    assertThat(text(next)).endsWith("_1.json 2 " + "ab".repeat(32));
    ledger.reservations().commit(next, fencing, at("15:17"), DELAYS);
    assertThat(status("15:17").events()).isEqualTo(3);
    assertThat(status("15:17").owed()).containsEntry("elasticsearch", 2L);
  }

  @Test
  void aManifestFoundWhileFinishingAnothersReservationIsAdoptedAndTheWindowReadForTheRest() {
    reserve(claim, 3);
    fencing = takeLeaseFromTheDead("replica-2");
    Reservation taken = ledger.reservations().takeOver(ACME, fencing).orElseThrow();
    Adopted found = new Adopted(0, 1, taken.key(), "ab".repeat(32), outcome(claim, 2));
    ledger.reservations().adopt(taken, found, fencing, at("15:20"));
    assertThat(ledger.deliveries().owed(ACME, "elasticsearch", at("15:20"))).isPresent();
    List<Claim> claims = List.of(claim("15:20"), claim("15:20"), claim("15:20"));
    assertThat(claims)
        .filteredOn(next -> next.id() == claim.id())
        .singleElement()
        .extracting(Claim::revision)
        .isEqualTo(1);
  }

  @Test
  void aGracefulStopAfterAnAdoptionKeepsTheManifest() {
    Adopted found = new Adopted(0, 1, key(claim), "ab".repeat(32), outcome(claim, 2));
    ledger.claims().release(ledger.reservations().adopt(claim, found, at("15:16")));
    assertThat(windows().get(0)).isEqualTo("10 12:00-10 13:00 committed");
    assertThat(status("15:16").rechecksDue()).isEqualTo(1);
  }

  private static String text(Reservation reservation) {
    return new String(reservation.bytes(), StandardCharsets.UTF_8);
  }
}
