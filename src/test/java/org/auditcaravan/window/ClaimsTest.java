package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ClaimsTest extends LedgerFixture {

  @Test
  void aClaimSaysAllThatTheReadHasToKnow() {
    plan(USUAL, "13:15");
    Claim claim = claim("13:15");
    assertThat(claim.window()).isEqualTo(new Window(ACME, NOON, at("13:00")));
    assertThat(claim)
        .extracting(
            Claim::revision,
            Claim::fencing,
            Claim::scope,
            Claim::attempt,
            Claim::backfill,
            Claim::recheckAt)
        .containsExactly(0, fencing, ALL, 1, false, null);
  }

  @Test
  void liveWindowsComeFirstAndOldestFirstThenRechecksThenBackfillNewestFirst() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 1, "13:15");
    plan(starting("00:00"), "15:15");
    assertThat(claimAll("15:15"))
        .containsExactly(
            "10 13:00-10 14:00",
            "10 14:00-10 15:00",
            "10 12:00-10 13:00",
            "10 06:00-10 12:00",
            "10 00:00-10 06:00");
  }

  @Test
  void whatTheVendorIsAboutToPurgeGoesBeforeWhatCanWait() {
    plan(keeping(starting("2026-11-09T06:00:00Z"), Duration.ofHours(48)), "12:15");
    assertThat(claimAll("12:15"))
        .containsExactly(
            "09 06:00-09 12:00",
            "09 12:00-09 18:00",
            "10 06:00-10 12:00",
            "10 00:00-10 06:00",
            "09 18:00-10 00:00");
  }

  @Test
  void nothingIsHandedOutTwice() {
    plan(USUAL, "13:15");
    claim("13:15");
    assertThat(maybeClaim("13:15")).isEmpty();
  }

  @Test
  void manyWorkersNeverGetTheSameWindow() throws Exception {
    plan(starting("2026-11-05T00:00:00Z"), "16:15");
    int planned = windows().size();
    List<Long> ids = Collections.synchronizedList(new ArrayList<>());
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      Callable<Void> worker =
          () -> {
            Optional<Claim> claim;
            while ((claim = ledger.claims().claim(ACME, fencing, at("16:15"))).isPresent()) {
              ids.add(claim.get().id());
            }
            return null;
          };
      for (var result : pool.invokeAll(Collections.nCopies(6, worker))) {
        result.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(ids).hasSize(planned).doesNotHaveDuplicates();
  }

  @Test
  void aWindowLeftRunningByAnEarlierNumberIsClaimedAgainAndTheAttemptDoesNotCount() {
    plan(USUAL, "13:15");
    Claim lost = claim("13:15");
    fencing = takeLeaseFromTheDead("replica-2");
    Claim again = claim("13:20");
    assertThat(again.id()).isEqualTo(lost.id());
    assertThat(again.fencing()).isEqualTo(fencing);
    assertThat(again.attempt()).isEqualTo(1);
    ledger.failures().fail(again, "forbidden", "x", 403, null, at("13:20"), Duration.ofMinutes(5));
    fencing = takeLeaseFromTheDead("replica-3");
    Claim second = claim("13:25");
    fencing = takeLeaseFromTheDead("replica-4");
    assertThat(claim("13:25").attempt()).isEqualTo(second.attempt()).isEqualTo(2);
  }

  @Test
  void aWindowGivenBackIsAsItWasAndTheAttemptDoesNotCount() {
    plan(USUAL, "13:15");
    ledger.claims().release(claim("13:15"));
    assertThat(windows()).containsExactly("10 12:00-10 13:00 planned");
    Claim claim = claim("13:15");
    assertThat(claim.attempt()).isEqualTo(1);
    commit(claim, 1, "13:15");
    ledger.claims().release(claim("14:00"));
    assertThat(windows()).containsExactly("10 12:00-10 13:00 committed");
    assertThat(claim("14:00").recheckAt()).isEqualTo(at("14:00"));
  }

  @Test
  void oneSourceNeverTakesFromAnother() {
    plan(USUAL, "13:15");
    ledger.sources().register("other", "genesys-audits", NOON);
    long other = ledger.leases().acquire("other", "replica-1", LIFE).orElseThrow();
    assertThat(ledger.claims().claim("other", other, at("13:15"))).isEmpty();
  }

  private List<String> claimAll(String now) {
    List<String> claimed = new ArrayList<>();
    for (Optional<Claim> claim = maybeClaim(now); claim.isPresent(); claim = maybeClaim(now)) {
      claimed.add(span(claim.get().window()));
    }
    return claimed;
  }
}
