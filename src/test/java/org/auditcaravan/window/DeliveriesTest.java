package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveriesTest extends LedgerFixture {
  private static final String INDEX = "elasticsearch";
  private Reservation first;

  @BeforeEach
  void commitAWindow() {
    plan(USUAL, "14:15");
    first = commit(claim("14:15"), 3, "14:15");
  }

  @Test
  void aSinkOwesEachCommittedRevision() {
    Delivery owed = owed("15:00").orElseThrow();
    assertThat(owed).isEqualTo(Delivery.of(first, INDEX));
    assertThat(ledger.deliveries().owed(ACME, "other", at("15:00"))).isEmpty();
  }

  @Test
  void catchingUpLeavesTheReadThatCommittedTimeToDeliver() {
    assertThat(owed("14:16")).isEmpty();
    assertThat(owed("14:17")).isPresent();
  }

  @Test
  void whoTakesTheLeaseCatchesUpAtOnceWithWhatTheLastHolderCommitted() {
    ledger.leases().acquire(ACME, "successor", LIFE);
    assertThat(owed("14:15")).isEmpty();
    ledger.leases().release(ACME, fencing);
    ledger.leases().acquire(ACME, "successor", LIFE);
    assertThat(owed("14:14")).isEmpty();
    assertThat(owed("14:15")).isPresent();
  }

  @Test
  void whatIsDeliveredIsNoLongerOwed() {
    assertThat(ledger.deliveries().delivered(owed("15:00").orElseThrow(), fencing, tally(6)))
        .isTrue();
    assertThat(owed("15:00")).isEmpty();
    assertThat(status("15:00").owed()).isEmpty();
  }

  @Test
  void booksThatDoNotBalanceAreNotDelivered() {
    Tally leaking = tally(5);
    leaking.received(1);
    assertThat(ledger.deliveries().delivered(owed("15:00").orElseThrow(), fencing, leaking))
        .isFalse();
    assertThat(status("15:00").unbalanced()).containsEntry(INDEX, 1L);
    assertThat(status("15:00").owed()).isEmpty();
  }

  @Test
  void aSinkThatIsDownIsTriedAgainAfterThePause() {
    Delivery owed = owed("15:00").orElseThrow();
    ledger
        .deliveries()
        .postponed(owed, fencing, "No connection.", at("15:00"), Duration.ofMinutes(10));
    assertThat(owed("15:09")).isEmpty();
    assertThat(owed("15:10").orElseThrow().attempts()).isEqualTo(1);
    assertThat(status("15:00").owed()).containsEntry(INDEX, 1L);
  }

  @Test
  void theOldestComesFirstInTheOrderOfTheChain() {
    commit(claim("14:15"), 1, "14:16");
    assertThat(owed("15:00").orElseThrow().window().from()).isEqualTo(NOON);
  }

  @Test
  void aLaterRevisionNeverOvertakesAnEarlierOneOfItsWindow() {
    ledger.rechecks().recheckOf(ACME, NOON, at("14:20"));
    claim("14:20");
    Claim recheck = claim("14:20");
    assertThat(recheck.revision()).isEqualTo(1);
    commit(recheck, 1, "14:20");
    Delivery zero = owed("15:00").orElseThrow();
    assertThat(zero.revision()).isZero();
    ledger.deliveries().postponed(zero, fencing, "x", at("15:00"), Duration.ofHours(5));
    assertThat(owed("16:00")).isEmpty();
    ledger.deliveries().delivered(zero, fencing, tally(6));
    assertThat(owed("16:00").orElseThrow().revision()).isEqualTo(1);
  }

  @Test
  void reindexMakesEverythingOwedAgain() {
    ledger.deliveries().delivered(owed("15:00").orElseThrow(), fencing, tally(6));
    assertThat(ledger.deliveries().owe(ACME, INDEX, NOON, at("13:00"), at("15:00"))).isEqualTo(1);
    assertThat(owed("15:00").orElseThrow().attempts()).isZero();
  }

  @Test
  void whatIsOwedAlreadyIsNotMadeOwedOnceMore() {
    ledger
        .deliveries()
        .postponed(owed("15:00").orElseThrow(), fencing, "x", at("15:00"), Duration.ofHours(1));
    assertThat(ledger.deliveries().again(first.window(), INDEX, at("15:00"))).isFalse();
    assertThat(owed("15:00")).isEmpty();
    ledger.deliveries().delivered(owed("16:00").orElseThrow(), fencing, tally(6));
    assertThat(ledger.deliveries().again(first.window(), INDEX, at("16:00"))).isTrue();
    assertThat(owed("16:00")).isPresent();
  }

  @Test
  void reindexKeepsToItsTime() {
    ledger.deliveries().delivered(owed("15:00").orElseThrow(), fencing, tally(6));
    assertThat(ledger.deliveries().owe(ACME, INDEX, at("13:00"), at("15:00"), at("15:00")))
        .isZero();
    assertThat(owed("15:00")).isEmpty();
  }

  @Test
  void aNewSinkCanBeMadeToOweWhatWasCommittedBeforeIt() {
    assertThat(ledger.deliveries().owe(ACME, "splunk", Instant.EPOCH, at("23:00"), at("15:00")))
        .isEqualTo(1);
    assertThat(ledger.deliveries().owed(ACME, "splunk", at("15:00")).orElseThrow().manifestKey())
        .isEqualTo(first.key());
    assertThat(ledger.deliveries().owe(ACME, "splunk", Instant.EPOCH, at("23:00"), at("15:00")))
        .isEqualTo(1);
  }

  @Test
  void nothingIsOwedBeforeItsManifestIsCommitted() {
    Claim claim = claim("14:15");
    Reservation reservation = reserve(claim, 1);
    ledger.deliveries().delivered(owed("15:00").orElseThrow(), fencing, tally(6));
    assertThat(owed("23:00")).isEmpty();
    assertThatThrownBy(
            () -> ledger.deliveries().delivered(Delivery.of(reservation, INDEX), fencing, tally(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is not committed");
  }

  private Optional<Delivery> owed(String now) {
    return ledger.deliveries().owed(ACME, INDEX, at(now));
  }
}
