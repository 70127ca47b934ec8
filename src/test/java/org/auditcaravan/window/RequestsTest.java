package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.auditcaravan.config.Fault;
import org.junit.jupiter.api.Test;

class RequestsTest extends LedgerFixture {

  @Test
  void whatIsNotCoveredIsPlannedAlsoBeforeTheStart() {
    long id = request("08:00", "10:30");
    assertThat(take("13:15")).isEqualTo(1);
    assertThat(windows()).containsExactly("10 08:00-10 10:30 backfill planned");
    assertThat(progress(id).windows()).isEqualTo(1);
    assertThat(plan(USUAL, "13:15")).isEqualTo(1);
  }

  @Test
  void whatHasNotSettledIsLeftAlone() {
    request("12:30", "13:30");
    take("13:10");
    assertThat(windows()).containsExactly("10 12:30-10 12:55 planned");
  }

  @Test
  void whatIsCommittedIsReadAgainNow() {
    plan(USUAL, "14:15");
    commit(claim("14:15"), 1, "14:15");
    commit(claim("14:15"), 1, "14:15");
    assertThat(maybeClaim("14:20")).isEmpty();
    request("12:15", "12:30");
    take("14:20");
    assertThat(span(claim("14:20").window())).isEqualTo("10 12:00-10 13:00");
    assertThat(maybeClaim("14:20")).isEmpty();
  }

  @Test
  void whatHasFailedIsTriedNow() {
    plan(USUAL, "13:15");
    fail(claim("13:15"), "13:15");
    assertThat(maybeClaim("13:20")).isEmpty();
    request("12:00", "13:00");
    take("13:20");
    assertThat(claim("13:20").attempt()).isEqualTo(2);
  }

  @Test
  void aRequestIsTakenUpOnce() {
    request("12:00", "13:00");
    assertThat(take("13:15")).isEqualTo(1);
    assertThat(take("13:20")).isZero();
  }

  @Test
  void progressCountsWhatIsDoneWhatFailedAndWhatCame() {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 100, "13:15");
    long id = request("12:00", "15:00");
    assertThat(progress(id).planned()).isFalse();
    assertThat(progress(id).finished()).isFalse();
    take("15:15");
    assertThat(progress(id))
        .extracting(Progress::planned, Progress::windows, Progress::done, Progress::events)
        .containsExactly(true, 3L, 0L, 0L);
    commit(claim("15:16"), 5, "15:16");
    Claim failing = claim("15:16");
    fail(failing, "15:17");
    assertThat(progress(id).finished()).isFalse();
    ledger.rechecks().rechecked(claim("15:17"), at("15:18"), DELAYS);
    assertThat(progress(id))
        .extracting(
            Progress::windows,
            Progress::done,
            Progress::failed,
            Progress::events,
            Progress::records,
            Progress::finished)
        .containsExactly(3L, 2L, 1L, 5L, 10L, true);
  }

  @Test
  void whatTheVendorNoLongerKeepsIsAGapOfTheRequest() {
    long id =
        ledger
            .requests()
            .request(ACME, at("2026-07-01T00:00:00Z"), at("2026-07-02T00:00:00Z"), "ann", NOON);
    take("12:15");
    assertThat(progress(id).gaps()).isEqualTo(1);
    assertThat(progress(id).finished()).isTrue();
  }

  @Test
  void mistakesAreSaidInASentence() {
    assertThatThrownBy(() -> request("13:00", "12:00"))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("is not before");
    assertThatThrownBy(() -> ledger.requests().request("nobody", NOON, at("13:00"), "ann", NOON))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("has never been started");
    assertThat(ledger.requests().progress(99)).isEmpty();
  }

  private long request(String from, String to) {
    return ledger.requests().request(ACME, at(from), at(to), "ann", at("13:00"));
  }

  private int take(String now) {
    return ledger.requests().planRequests(ACME, fencing, USUAL, at(now));
  }

  private Progress progress(long id) {
    return ledger.requests().progress(id).orElseThrow();
  }

  private void fail(Claim claim, String now) {
    ledger.failures().fail(claim, "failed", "x", 500, null, at(now), Duration.ofHours(1));
  }
}
