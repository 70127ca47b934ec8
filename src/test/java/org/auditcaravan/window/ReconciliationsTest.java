package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconciliationsTest extends LedgerFixture {
  private static final Instant KEPT = NOON.minus(Duration.ofDays(90));
  private static final List<Duration> ONCE = List.of(Duration.ofHours(1));

  @Test
  void windowsAreDrawnByTheirNames() {
    List<Window> hours =
        IntStream.range(0, 2_000)
            .mapToObj(i -> NOON.plus(Duration.ofHours(i)))
            .map(from -> new Window(ACME, from, from.plus(Duration.ofHours(1))))
            .toList();
    assertThat(hours.stream().filter(hour -> Reconciliations.draw(hour) < 100_000).count())
        .isBetween(150L, 250L);
    assertThat(hours).allMatch(hour -> Reconciliations.draw(hour) == Reconciliations.draw(hour));
    Window other = new Window("other", hours.get(0).from(), hours.get(0).to());
    assertThat(Reconciliations.draw(other)).isNotEqualTo(Reconciliations.draw(hours.get(0)));
  }

  @Test
  void aWindowIsDueOnceAndOnlyAfterItsLastRecheck() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 5, "13:15");
    assertThat(draw(1, "13:20")).isZero();
    recheckInVain("14:00");
    assertThat(draw(0, "14:10")).isZero();
    assertThat(draw(1, "14:10")).isEqualTo(1);
    assertThat(draw(1, "14:10")).isZero();
    Claim claim = claim("14:10");
    assertThat(claim.occasion()).isEqualTo(Occasion.RECONCILE);
    assertThat(claim.revision()).isEqualTo(1);
    ledger.rechecks().rechecked(claim, at("14:11"), ONCE);
    ledger.reconciliations().complete(claim, "async", 4, 1);
    assertThat(status("14:12").reconciled()).isEqualTo(new Reconciled(1, 4, 0, 1, at("14:11")));
    assertThat(draw(1, "15:00")).isZero();
    assertThat(maybeClaim("15:00")).isEmpty();
  }

  @Test
  void whatWasMissingIsKeptWithTheCommitAndLookedForAgain() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 5, "13:15");
    recheckInVain("14:00");
    draw(1, "14:10");
    commit(claim("14:10"), 2, "14:12");
    assertThat(status("14:13").reconciled()).isEqualTo(new Reconciled(1, 0, 2, 0, at("14:12")));
    assertThat(maybeClaim("2026-11-11T12:59:00Z")).isEmpty();
    assertThat(claim("2026-11-11T13:00:00Z").occasion()).isEqualTo(Occasion.RECHECK);
  }

  @Test
  void oneThatFailedIsStillDue() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 5, "13:15");
    recheckInVain("14:00");
    draw(1, "14:10");
    ledger
        .failures()
        .fail(claim("14:10"), "failed", "x", 500, null, at("14:10"), Duration.ofMinutes(5));
    assertThat(maybeClaim("14:14")).isEmpty();
    assertThat(claim("14:15").occasion()).isEqualTo(Occasion.RECONCILE);
  }

  @Test
  void everythingElseComesFirst() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 5, "13:15");
    recheckInVain("14:00");
    draw(1, "14:10");
    plan(starting("06:00"), "14:15");
    assertThat(claim("14:15").window().from()).isEqualTo(at("13:00"));
    assertThat(claim("14:15").backfill()).isTrue();
    assertThat(claim("14:15").occasion()).isEqualTo(Occasion.RECONCILE);
  }

  @Test
  void whatTheVendorBeginsToPurgeIsNotCompared() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 5, "13:15");
    recheckInVain("14:00");
    draw(1, "14:10");
    plan(keeping(USUAL, Duration.ofDays(1)), "2026-11-11T12:30:00Z");
    Claim next = claim("2026-11-11T12:30:00Z");
    assertThat(next.window().from()).isAfter(NOON);
    assertThat(draw(1, "2026-11-11T12:30:00Z", at("2026-11-10T12:30:00Z"))).isZero();
  }

  private int draw(double share, String now) {
    return draw(share, now, KEPT);
  }

  private int draw(double share, String now, Instant kept) {
    return ledger.reconciliations().draw(ACME, fencing, share, kept, at(now));
  }

  private void recheckInVain(String now) {
    Claim recheck = claim(now);
    assertThat(recheck.occasion()).isEqualTo(Occasion.RECHECK);
    ledger.rechecks().rechecked(recheck, at(now), ONCE);
  }
}
