package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class HeldLeasesTest extends LedgerFixture {
  private final Set<String> sources = new TreeSet<>();

  @Test
  void aSourceWhoseRowIsLockedHoldsUpNoOther() {
    register(1);
    HeldLeases leases = replica("a", Set.of());
    ledger.leases().release(ACME, fencing);
    CompletableFuture<Optional<Long>> waiting =
        Jdbi.create(dataSource)
            .inTransaction(
                handle -> {
                  handle.execute("UPDATE sources SET api = api WHERE name = 'acme'");
                  var acquiring = CompletableFuture.supplyAsync(() -> leases.acquire(ACME));
                  CompletableFuture<Optional<Long>> other =
                      CompletableFuture.supplyAsync(() -> leases.acquire("s0"));
                  assertThat(other.orTimeout(1, TimeUnit.MINUTES).join()).isPresent();
                  return acquiring;
                });
    // H2 waits for a lock for a moment only.
    waiting.exceptionally(e -> leases.acquire(ACME)).join();
    assertThat(leases.holds(ACME)).isTrue();
  }

  @Test
  void replicasThatComeAndGoShareTheSources() {
    register(10);
    HeldLeases a = replica("a", Set.of());
    HeldLeases b = replica("b", Set.of());
    HeldLeases c = replica("c", Set.of());
    assertThat(spread(a)).containsExactly(10L);
    assertThat(spread(a, b)).containsExactly(5L, 5L);
    assertThat(spread(a, b, c)).containsExactly(4L, 4L, 2L);
    b.release();
    assertThat(spread(a, c)).containsExactly(5L, 5L);
    silence("c");
    assertThat(spread(a)).containsExactly(10L);
  }

  @Test
  void whatIsUnderWayIsNotGivenBack() {
    register(4);
    HeldLeases a = replica("a", Set.of("s0", "s1", "s2"));
    HeldLeases b = replica("b", Set.of());
    assertThat(spread(a)).containsExactly(4L);
    assertThat(spread(a, b)).containsExactly(3L, 1L);
  }

  @Test
  void aReplicaThatIsKnownToHaveEndedIsNotCounted() {
    register(2);
    HeldLeases killed = replica("killed", Set.of());
    assertThat(spread(killed)).containsExactly(2L);
    Replica successor = new Replica("successor", "killed"::equals);
    HeldLeases next = new HeldLeases(ledger, successor, sources, LIFE);
    next.renew();
    assertThat(sources).allMatch(source -> next.acquire(source).isPresent());
  }

  @Test
  void acquiresNoMoreThanItsShare() {
    register(3);
    HeldLeases a = replica("a", Set.of());
    replica("b", Set.of()).renew();
    a.renew();
    assertThat(sources.stream().filter(source -> a.acquire(source).isPresent())).hasSize(2);
  }

  private void register(int number) {
    for (int i = 0; i < number; i++) {
      sources.add("s" + i);
      ledger.sources().register("s" + i, "genesys-audits", NOON);
    }
  }

  private final Map<HeldLeases, Set<String>> busy = new HashMap<>();

  private HeldLeases replica(String name, Set<String> underWay) {
    HeldLeases leases = new HeldLeases(ledger, new Replica(name, other -> false), sources, LIFE);
    busy.put(leases, underWay);
    return leases;
  }

  /** How many sources each holds once nothing changes any more. */
  private List<Long> spread(HeldLeases... alive) {
    for (int round = 0; round < 6; round++) {
      for (HeldLeases one : alive) {
        one.renew();
        one.share(source -> !busy.get(one).contains(source));
        one.vacant().forEach(one::acquire);
      }
    }
    return Stream.of(alive).map(one -> sources.stream().filter(one::holds).count()).toList();
  }

  /** As if so much time had passed since its last sign of life. */
  private void silence(String replica) {
    long longAgo = Micros.of(LIFE.multipliedBy(2));
    Jdbi.create(dataSource)
        .useHandle(
            handle -> {
              handle.execute(
                  "UPDATE replicas SET seen_at = seen_at - ? WHERE name = ?", longAgo, replica);
              handle.execute(
                  "UPDATE sources SET expires_at = expires_at - ? WHERE holder = ?",
                  longAgo,
                  replica);
            });
  }
}
