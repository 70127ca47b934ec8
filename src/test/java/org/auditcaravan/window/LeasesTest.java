package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class LeasesTest extends LedgerFixture {

  @Test
  void theLeaseOfAReplicaThatHasEndedIsFreeAtOnce() {
    assertThat(ledger.leases().evict(ACME, holder -> false)).isFalse();
    assertThat(ledger.leases().acquire(ACME, "replica-2", LIFE)).isEmpty();
    assertThat(ledger.leases().evict(ACME, "replica-1"::equals)).isTrue();
    assertThat(lease("replica-2")).isGreaterThan(fencing);
  }

  @Test
  void onlyOneReplicaHoldsTheLease() {
    assertThat(ledger.leases().acquire(ACME, "replica-2", LIFE)).isEmpty();
  }

  @Test
  void aLeaseThatHasRunOutGoesToTheNextWithAHigherNumber() {
    assertThat(takeLeaseFromTheDead("replica-2")).isGreaterThan(fencing);
  }

  @Test
  void aLeaseThatWasGivenBackIsFreeAtOnceWithAHigherNumber() {
    ledger.leases().release(ACME, fencing);
    assertThat(lease("replica-2")).isGreaterThan(fencing);
  }

  @Test
  void alsoTheSameReplicaTakesANewNumber() {
    assertThat(lease("replica-1")).isGreaterThan(fencing);
  }

  @Test
  void numbersGoOnWhenTheClockGoesBack() {
    long far = fencing + Duration.ofDays(400).toMillis() * 1000;
    Jdbi.create(dataSource)
        .useHandle(handle -> handle.execute("UPDATE sources SET fencing = ?", far));
    assertThat(lease("replica-1")).isEqualTo(far + 1);
  }

  @Test
  void aRebuiltLedgerStartsAboveEveryNumberThatWasGivenOut() {
    Jdbi.create(dataSource).useHandle(handle -> handle.execute("DELETE FROM sources"));
    ledger.sources().register(ACME, "genesys-audits", NOON);
    assertThat(lease("replica-1")).isGreaterThan(fencing);
  }

  @Test
  void theDatabasesClockDecidesWhenALeaseEnds() {
    // The replica's own clock plays no part: the row alone says when.
    assertThat(status("12:00").leaseExpires())
        .isAfter(Instant.now().plus(LIFE).minusSeconds(300))
        .isBefore(Instant.now().plus(LIFE).plusSeconds(300));
  }

  @Test
  void renewalKeepsTheNumberAndProlongsTheLease() {
    ledger.leases().acquire(ACME, "replica-1", Duration.ZERO);
    long number = ledger.sources().find(ACME).orElseThrow().fencing();
    assertThat(ledger.leases().renew("replica-1", Map.of(ACME, number), LIFE)).isEmpty();
    assertThat(ledger.leases().acquire(ACME, "replica-2", LIFE)).isEmpty();
    assertThat(ledger.sources().find(ACME).orElseThrow().fencing()).isEqualTo(number);
  }

  @Test
  void givingBackALostLeaseDoesNotHarmItsNewHolder() {
    takeLeaseFromTheDead("replica-2");
    ledger.leases().release(ACME, fencing);
    assertThat(ledger.leases().acquire(ACME, "replica-3", LIFE)).isEmpty();
  }

  @Test
  void manyReplicasAtOnceGetOneLease() throws Exception {
    ledger.leases().release(ACME, fencing);
    ExecutorService pool = Executors.newFixedThreadPool(6);
    Map<String, Long> taken = new ConcurrentHashMap<>();
    try {
      List<Callable<Void>> tries =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      (Callable<Void>)
                          () -> {
                            ledger
                                .leases()
                                .acquire(ACME, "r" + i, LIFE)
                                .ifPresent(number -> taken.put("r" + i, number));
                            return null;
                          })
              .toList();
      for (var result : pool.invokeAll(tries)) {
        result.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(taken).hasSize(1);
  }

  @Test
  void everyWriteUnderAnOldNumberIsRefused() {
    plan(USUAL, "14:15");
    commit(claim("14:15"), 1, "14:15");
    Claim claim = claim("18:00");
    ledger.rechecks().recheckOf(ACME, NOON, at("18:00"));
    Claim recheck = claim("18:00");
    assertThat(recheck.revision()).isEqualTo(1);
    Reservation reservation = reserve(recheck, 1);
    Delivery delivery = Delivery.of(reservation, "elasticsearch");
    plan(USUAL, "16:15");
    ledger.requests().request(ACME, at("12:00"), at("13:00"), "somebody", at("18:00"));
    long old = fencing;
    takeLeaseFromTheDead("replica-2");
    List<String> before = rows();

    assertThat(ledger.leases().renew("replica-1", Map.of(ACME, old), LIFE)).containsExactly(ACME);

    refused(() -> ledger.planner().plan(ACME, old, USUAL, at("20:15")));
    refused(() -> ledger.requests().planRequests(ACME, old, USUAL, at("20:15")));
    refused(() -> ledger.claims().claim(ACME, old, at("18:00")));
    refused(() -> ledger.claims().release(claim));
    refused(() -> reserve(claim, 1));
    refused(() -> ledger.reservations().takeOver(ACME, old));
    refused(() -> ledger.reservations().commit(reservation, old, at("18:00"), DELAYS));
    refused(() -> ledger.reservations().drop(reservation, old));
    refused(
        () -> ledger.reservations().adopt(reservation, Adopted.of(reservation), old, at("18:00")));
    refused(() -> ledger.reservations().adopt(claim, Adopted.of(reservation), at("18:00")));
    refused(() -> ledger.failures().fail(claim, "failed", "x", 500, null, at("18:00"), LIFE));
    refused(() -> ledger.failures().split(claim, claim.window().from().plusSeconds(60)));
    refused(() -> ledger.failures().shortfall(claim, GapReason.TOO_LARGE, "x"));
    refused(() -> ledger.rechecks().rechecked(recheck, at("18:00"), DELAYS));
    refused(() -> ledger.deliveries().delivered(delivery, old, tally(2)));
    refused(() -> ledger.deliveries().postponed(delivery, old, "x", at("18:00"), LIFE));
    assertThat(rows()).isEqualTo(before);
  }

  private static void refused(ThrowingCallable write) {
    assertThatThrownBy(write).isInstanceOf(LeaseLost.class);
  }

  private List<String> rows() {
    return Jdbi.create(dataSource)
        .withHandle(
            handle ->
                List.of("windows", "manifests", "deliveries", "reservations", "sources").stream()
                    .map(
                        table ->
                            table
                                + handle
                                    .createQuery("SELECT * FROM " + table)
                                    .mapToMap()
                                    .list()
                                    .stream()
                                    .map(row -> new TreeMap<>(withoutBytes(row)).toString())
                                    .sorted()
                                    .toList())
                    .toList());
  }

  private static Map<String, Object> withoutBytes(Map<String, Object> row) {
    row.remove("manifest");
    return row;
  }
}
