package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.auditcaravan.config.Fault;
import org.auditcaravan.window.Days.Unsealed;
import org.junit.jupiter.api.Test;

class DaysTest extends LedgerFixture {
  private static final LocalDate NINTH = LocalDate.parse("2026-11-09");
  private static final LocalDate TENTH = LocalDate.parse("2026-11-10");
  private static final Duration HALF_A_DAY = Duration.ofHours(12);

  /** So late that no recheck is owed any more. */
  private static final String LATER = "2026-11-20T00:00:00Z";

  private void planTwoDaysOfTwoWindows() {
    plan(cutting(starting("2026-11-09T00:00:00Z"), HALF_A_DAY, HALF_A_DAY), "2026-11-11T00:30:00Z");
  }

  private List<LocalDate> complete(String now) {
    return ledger.days().complete(ACME, at(now));
  }

  private Seal settle(LocalDate day, List<String> manifests) {
    return ledger
        .seals()
        .reserve(
            ACME,
            manifests,
            last ->
                new Seal(
                    ACME,
                    last == null ? 1 : last.sequence() + 1,
                    day.toString(),
                    null,
                    "key of " + day,
                    "ab",
                    null,
                    new byte[] {1}));
  }

  private List<String> unsealed(LocalDate day) {
    return ledger.days().account(ACME, day).manifests().stream().map(Unsealed::key).toList();
  }

  @Test
  void aDayIsCompleteOnceAllOfItIsReadAndNoLongerOnceItIsClosed() {
    planTwoDaysOfTwoWindows();
    for (int window = 0; window < 3; window++) {
      commit(claim(LATER), 1, LATER);
    }
    assertThat(complete(LATER)).hasSizeLessThan(2);
    commit(claim(LATER), 1, LATER);
    assertThat(complete(LATER)).containsExactly(NINTH, TENTH);
    assertThat(complete("2026-11-10T23:59:00Z")).containsExactly(NINTH);

    ledger.seals().confirm(settle(NINTH, unsealed(NINTH)));
    assertThat(unsealed(NINTH)).isEmpty();
    assertThat(ledger.seals().count(ACME, NINTH.toString())).isEqualTo(1);
    assertThat(complete(LATER)).containsExactly(TENTH);
  }

  @Test
  void aRecheckThatIsOwedHoldsTheDayBack() {
    planTwoDaysOfTwoWindows();
    for (int window = 0; window < 4; window++) {
      commit(claim("2026-11-11T00:31:00Z"), 1, "2026-11-11T00:31:00Z");
    }
    assertThat(complete(LATER)).isEmpty();
  }

  @Test
  void theFirstDayBeginsWhereTheSourceBegins() {
    plan(cutting(USUAL, HALF_A_DAY, HALF_A_DAY), "2026-11-11T00:30:00Z");
    commit(claim(LATER), 0, LATER);
    assertThat(complete(LATER)).containsExactly(TENTH);
    assertThat(ledger.days().account(ACME, TENTH).gaps())
        .extracting(Gap::from, Gap::to, Gap::reason)
        .containsExactly(tuple(at("2026-11-10T00:00:00Z"), NOON, Days.NOT_ASKED));
  }

  @Test
  void oneLinkIsSettledAtATimeAndNamesAManifestOnce() {
    planTwoDaysOfTwoWindows();
    for (int window = 0; window < 4; window++) {
      commit(claim(LATER), 1, LATER);
    }
    List<String> manifests = unsealed(NINTH);
    Seal first = settle(NINTH, manifests);
    assertThat(ledger.seals().pending(ACME)).map(Seal::key).contains(first.key());
    assertThatThrownBy(() -> settle(TENTH, unsealed(TENTH))).isInstanceOf(Fault.class);
    ledger.seals().drop(first);
    assertThat(unsealed(NINTH)).isEqualTo(manifests);

    Seal again = settle(NINTH, manifests);
    assertThat(again.sequence()).isEqualTo(1);
    ledger.seals().confirm(again);
    ledger.seals().drop(again);
    assertThat(unsealed(NINTH)).as("what the archive has is not given up").isEmpty();
    assertThatThrownBy(() -> settle(NINTH, manifests)).isInstanceOf(Fault.class);
    assertThat(ledger.seals().unanchored()).extracting(Seal::sequence).containsExactly(1L);
    ledger.seals().anchored(again, at(LATER));
    assertThat(ledger.seals().unanchored()).isEmpty();
  }
}
