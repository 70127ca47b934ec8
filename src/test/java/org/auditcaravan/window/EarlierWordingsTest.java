package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The three orders of events that a model of the design found to lose, double or fork. */
class EarlierWordingsTest extends LedgerFixture {
  /** The manifests that exist, as a bucket that honours no condition would keep them. */
  private final Map<String, String> bucket = new LinkedHashMap<>();

  @BeforeEach
  void planTwoWindows() {
    plan(USUAL, "14:15");
  }

  @Test
  void aCrashBetweenManifestAndLedgerDoesNotForkTheChain() {
    Reservation crashed = reserve(claim("14:15"), 3);
    create(crashed);
    fencing = takeLeaseFromTheDead("replica-2");

    assertThatThrownBy(() -> claim("14:20")).isInstanceOf(ReservationPending.class);
    Reservation taken = ledger.reservations().takeOver(ACME, fencing).orElseThrow();
    create(taken);
    ledger.reservations().commit(taken, fencing, at("14:20"), DELAYS);
    Reservation next = reserve(claim("14:20"), 1);
    create(next);
    ledger.reservations().commit(next, fencing, at("14:20"), DELAYS);

    assertThat(bucket.values())
        .containsExactly(crashed.key() + " 1 null", next.key() + " 2 " + crashed.sha256());
  }

  @Test
  void thePausedReplicaThatWakesUpAfterTheTakeOverChangesNothing() {
    Reservation paused = reserve(claim("14:15"), 3);
    long old = fencing;
    fencing = takeLeaseFromTheDead("replica-2");
    Reservation taken = ledger.reservations().takeOver(ACME, fencing).orElseThrow();
    create(taken);
    ledger.reservations().commit(taken, fencing, at("14:20"), DELAYS);
    List<String> before = windows();

    create(paused);
    assertThatThrownBy(() -> ledger.reservations().commit(paused, old, at("14:21"), DELAYS))
        .isInstanceOf(LeaseLost.class);
    assertThat(bucket).hasSize(1);
    assertThat(windows()).isEqualTo(before);
    assertThat(status("14:21").events()).isEqualTo(3);
  }

  @Test
  void noSinkOwesOrGetsWhatTheLedgerRefusedToCommit() {
    Claim lost = claim("14:15");
    Reservation refused = reserve(lost, 3);
    long old = fencing;
    fencing = takeLeaseFromTheDead("replica-2");
    assertThatThrownBy(() -> ledger.reservations().commit(refused, old, at("14:20"), DELAYS))
        .isInstanceOf(LeaseLost.class);
    assertThat(ledger.deliveries().owed(ACME, "elasticsearch", at("23:00"))).isEmpty();
    assertThatThrownBy(
            () ->
                ledger
                    .deliveries()
                    .delivered(Delivery.of(refused, "elasticsearch"), fencing, tally(6)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aParentWhoseManifestAPausedReplicaHoldsIsNotSplit() {
    Reservation paused = reserve(claim("14:15"), 3);
    fencing = takeLeaseFromTheDead("replica-2");
    Reservation taken = ledger.reservations().takeOver(ACME, fencing).orElseThrow();
    ledger.reservations().commit(taken, fencing, at("14:20"), DELAYS);
    create(paused);
    ledger.rechecks().recheckOf(ACME, NOON, at("14:20"));
    Claim parent =
        List.of(claim("14:20"), claim("14:20")).stream()
            .filter(claim -> claim.id() == paused.windowId())
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> ledger.failures().split(parent, at("12:30")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aParentThatWasSplitGetsNoManifestFromAPausedReplica() {
    Claim paused = claim("14:15");
    fencing = takeLeaseFromTheDead("replica-2");
    ledger.failures().split(claim("14:20"), at("12:30"));
    assertThatThrownBy(() -> reserve(paused, 3)).isInstanceOf(LeaseLost.class);
    assertThat(ledger.reservations().pending(ACME)).isEmpty();
    assertThat(windows()).contains("10 12:00-10 13:00 split", "10 12:00-10 12:30 planned");
  }

  private void create(Reservation reservation) {
    bucket.put(reservation.key(), new String(reservation.bytes(), StandardCharsets.UTF_8));
  }
}
