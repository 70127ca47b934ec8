package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class HeldLeasesTest extends LedgerFixture {
  @Test
  void aSourceWhoseRowIsLockedHoldsUpNoOther() {
    ledger.sources().register("other", "genesys-audits", NOON);
    HeldLeases leases = new HeldLeases(ledger.leases(), Replica.anywhere(), Duration.ofHours(1));
    ledger.leases().release(ACME, fencing);
    CompletableFuture<Optional<Long>> waiting =
        Jdbi.create(dataSource)
            .inTransaction(
                handle -> {
                  handle.execute("UPDATE sources SET api = api WHERE name = 'acme'");
                  var acquiring = CompletableFuture.supplyAsync(() -> leases.acquire(ACME));
                  CompletableFuture<Optional<Long>> other =
                      CompletableFuture.supplyAsync(() -> leases.acquire("other"));
                  assertThat(other.orTimeout(1, TimeUnit.MINUTES).join()).isPresent();
                  assertThat(acquiring).isNotDone();
                  return acquiring;
                });
    assertThat(waiting.join()).isPresent();
  }
}
