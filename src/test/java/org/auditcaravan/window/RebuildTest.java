package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.auditcaravan.journal.Act;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class RebuildTest extends LedgerFixture {
  private static final Outcome OUTCOME =
      new Outcome(tally(3), tally(6), true, ALL, List.of("elasticsearch"), 0);

  @Test
  void theChainGoesOnWhereTheArchiveEnds() {
    rebuild(
        restoring -> {
          manifest(restoring, "12:00", "13:00", 0, 1, "13:15");
          manifest(restoring, "12:00", "13:00", 1, 3, "15:00");
          manifest(restoring, "13:00", "14:00", 0, 2, "14:15");
        });
    plan(USUAL, "15:15");
    assertThat(windows())
        .containsExactly(
            "10 12:00-10 13:00 committed",
            "10 13:00-10 14:00 committed",
            "10 14:00-10 15:00 planned");
    assertThat(ledger.sources().find(ACME).orElseThrow().organization()).isEqualTo("org-1");
    assertThat(reserve(claim("15:15"), 1).sequence()).isEqualTo(4);
    assertThat(status("15:15").events()).isEqualTo(9);
    assertThat(status("15:15").owed()).containsEntry("elasticsearch", 3L);
    assertThatThrownBy(() -> ledger.sources().pin(ACME, "another", "s", Optional.empty()))
        .isInstanceOf(Fault.class);
  }

  @Test
  void whatTheLedgerKnewBeforeIsGoneAndDoingItAgainChangesNothing() {
    plan(USUAL, "16:15");
    Reservation first = commit(claim("16:15"), 1, "16:15");
    Jdbi.create(dataSource)
        .useHandle(
            handle -> Reconciliations.insert(handle, first.windowId(), tally(1), at("16:15")));
    ledger.failures().split(claim("16:15"), at("13:30"));
    reserve(claim("16:15"), 1);
    for (int time = 0; time < 2; time++) {
      rebuild(restoring -> manifest(restoring, "12:00", "13:00", 0, 1, "13:15"));
      assertThat(windows()).containsExactly("10 12:00-10 13:00 committed");
      assertThat(status("16:15").events()).isEqualTo(3);
      assertThat(ledger.reservations().pending(ACME)).isEmpty();
    }
  }

  @Test
  void aFailureLeavesTheLedgerAsItWas() {
    plan(USUAL, "13:15");
    List<String> before = windows();
    assertThatThrownBy(
            () -> rebuild(restoring -> manifest(restoring, "12:00", "13:00", 1, 2, "13:15")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("k2");
    assertThat(windows()).isEqualTo(before);
  }

  @Test
  void aReplicaThatLostTheSourceMeanwhileRestoresNothing() {
    long old = fencing;
    takeLeaseFromTheDead("replica-2");
    assertThatThrownBy(() -> ledger.rebuild().run(ACME, old, DELAYS, restoring -> {}))
        .isInstanceOf(LeaseLost.class);
  }

  @Test
  void withoutAStartInTheJournalHolesInTheArchiveArePlannedFromItsBeginOn() {
    rebuild(
        restoring -> {
          manifest(restoring, "08:00", "09:00", 0, 1, "09:15");
          manifest(restoring, "10:00", "11:00", 0, 2, "11:15");
        });
    plan(USUAL, "11:20");
    assertThat(windows())
        .containsExactly(
            "10 08:00-10 09:00 committed",
            "10 09:00-10 10:00 planned",
            "10 10:00-10 11:00 committed");
  }

  @Test
  void whatLiesBeforeTheFirstOfAllStartsIsBackfill() {
    rebuild(
        restoring -> {
          restoring.started(at("13:00"));
          restoring.started(NOON);
          manifest(restoring, "11:00", "12:00", 0, 1, "12:15");
          manifest(restoring, "12:00", "13:00", 0, 2, "13:15");
        });
    assertThat(windows())
        .containsExactly("10 11:00-10 12:00 backfill committed", "10 12:00-10 13:00 committed");
    assertThat(status("13:15").firstStart()).isEqualTo(NOON);
  }

  @Test
  void aSplitWindowIsItsHalvesAgainDoneOrNot() {
    rebuild(
        restoring -> {
          restoring.split(new Act.Split(ACME, at("13:16"), NOON, at("13:00"), at("12:30")), ALL);
          restoring.split(
              new Act.Split(ACME, at("13:17"), at("12:30"), at("13:00"), at("12:45")), ALL);
          manifest(restoring, "12:00", "12:30", 0, 1, "13:20");
        });
    assertThat(windows())
        .containsExactly(
            "10 12:00-10 13:00 split",
            "10 12:00-10 12:30 committed",
            "10 12:30-10 13:00 split",
            "10 12:30-10 12:45 planned",
            "10 12:45-10 13:00 planned");
  }

  @Test
  void rechecksThatWereDoneAreNotDoneAgainAndTheNextOneIsDueAsBefore() {
    Act.Rechecked first =
        new Act.Rechecked(ACME, at("14:01"), NOON, at("13:00"), LOGINS, at("14:00"), "capped");
    rebuild(
        restoring -> {
          manifest(restoring, "12:00", "13:00", 0, 1, "13:15");
          restoring.rechecked(first);
        });
    assertThat(maybeClaim("14:05")).isEmpty();
    assertThat(status("14:05").gaps()).extracting(Gap::reason).containsExactly("too-large");
    Claim second = claim("2026-11-11T13:00:00Z");
    assertThat(second.recheckAt()).isEqualTo(at("2026-11-11T13:00:00Z"));
    assertThat(second.scope()).isEqualTo(LOGINS);
  }

  @Test
  void gapsAndAcknowledgementsAreAsBefore() {
    Act.Acknowledged tried = acknowledged("13:00", "14:00", "forbidden", true);
    Act.Acknowledged closed = acknowledged("12:00", "13:00", "failed", true);
    rebuild(
        restoring -> {
          restoring.started(NOON);
          manifest(restoring, "12:00", "13:00", 0, 1, "13:15");
          restoring.lost(gap("10:00", "11:00", "purged"), ALL);
          restoring.lost(gap("10:00", "11:30", "purged"), ALL);
          restoring.acknowledged(closed, ALL);
          restoring.closed(new Act.Closed(ACME, at("13:20"), NOON, at("13:00")));
          restoring.acknowledged(tried, ALL);
        });
    assertThat(windows())
        .containsExactly(
            "10 10:00-10 11:30 backfill gap purged",
            "10 12:00-10 13:00 committed",
            "10 13:00-10 14:00 failed forbidden");
    SourceStatus status = status("15:00");
    assertThat(status.openGaps()).extracting(Gap::reason).containsExactly("purged");
    assertThat(status.acknowledgedGaps())
        .singleElement()
        .extracting(gap -> gap.acknowledgement().who())
        .isEqualTo("ann");
    assertThat(status.acknowledgements())
        .extracting(Acknowledgement::closedAt)
        .containsExactly(at("13:20"), null);
    assertThat(span(claim("15:00").window())).isEqualTo("10 13:00-10 14:00");
  }

  @Test
  void theRestOfAHalfWhoseBeginWasPurgedIsStillOwed() {
    rebuild(
        restoring -> {
          restoring.started(at("11:00"));
          restoring.split(new Act.Split(ACME, at("13:16"), NOON, at("13:00"), at("12:30")), ALL);
          restoring.lost(gap("12:00", "12:10", "purged"), ALL);
        });
    assertThat(windows())
        .containsExactly(
            "10 12:00-10 13:00 split",
            "10 12:00-10 12:10 gap purged",
            "10 12:10-10 12:30 planned",
            "10 12:30-10 13:00 planned");
  }

  @Test
  void aGapOfACommittedWindowKeepsItsManifest() {
    rebuild(
        restoring -> {
          manifest(restoring, "12:00", "13:00", 0, 1, "13:15");
          restoring.lost(gap("12:00", "13:00", "purged"), ALL);
        });
    assertThat(windows()).containsExactly("10 12:00-10 13:00 committed purged");
    assertThat(status("15:00").events()).isEqualTo(3);
  }

  @Test
  void numbersOfLeasesStartAboveAnyThatWasGivenOut() {
    long before = fencing;
    rebuild(restoring -> manifest(restoring, "12:00", "13:00", 0, 1, "13:15"));
    assertThat(lease("replica-1")).isGreaterThan(before);
    assertThat(before).isGreaterThan(Micros.of(NOON.minus(Duration.ofDays(365))));
  }

  private static Act.Lost.Gap gap(String from, String to, String reason) {
    return new Act.Lost.Gap(at(from), at(to), reason, "The client may not read audits.", 3);
  }

  private static Act.Acknowledged acknowledged(
      String from, String to, String reason, boolean recoverable) {
    return new Act.Acknowledged(
        ACME, at("15:00"), at(from), at(to), reason, recoverable, "x", "ann", "test tenant");
  }

  private void rebuild(Rebuild.Work work) {
    ledger.rebuild().run(ACME, fencing, DELAYS, work);
  }

  private static void manifest(
      Restoring restoring, String from, String to, int revision, long sequence, String committed) {
    restoring.manifest(
        new Window(ACME, at(from), at(to)),
        new Adopted(revision, sequence, "k" + sequence, "ab".repeat(32), OUTCOME),
        "org-1",
        null,
        at(committed));
  }
}
