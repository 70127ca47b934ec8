package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.auditcaravan.config.Fault;
import org.junit.jupiter.api.Test;

class RebuildTest extends LedgerFixture {
  private static final Outcome OUTCOME =
      new Outcome(tally(3), tally(6), true, ALL, List.of("elasticsearch"), 0);

  @Test
  void theChainGoesOnWhereTheArchiveEnds() {
    restore("12:00", "13:00", 0, 1);
    restore("13:00", "14:00", 0, 2);
    restore("12:00", "13:00", 1, 3);
    plan(USUAL, "15:15");
    assertThat(windows())
        .containsExactly(
            "10 12:00-10 13:00 committed",
            "10 13:00-10 14:00 committed",
            "10 14:00-10 15:00 planned");
    SourceRow source = ledger.sources().find(ACME).orElseThrow();
    assertThat(source.organization()).isEqualTo("org-1");
    Reservation next = reserve(claim("15:15"), 1);
    assertThat(next.sequence()).isEqualTo(4);
    assertThat(status("15:15").events()).isEqualTo(9);
    assertThat(status("15:15").owed()).containsEntry("elasticsearch", 3L);
  }

  @Test
  void restoringTwiceIsRestoringOnce() {
    restore("12:00", "13:00", 0, 1);
    restore("12:00", "13:00", 0, 1);
    assertThat(windows()).hasSize(1);
    assertThat(status("15:15").events()).isEqualTo(3);
  }

  @Test
  void aSourceThatIsNotThereIsMadeAndItsHolesArePlanned() {
    Window window = new Window("lost", at("08:00"), at("09:00"));
    ledger.rebuild().restore("genesys-audits", "o", window, adopted(0, 1), NOON, DELAYS);
    assertThat(ledger.sources().register("lost", "genesys-audits", NOON).firstStart())
        .isEqualTo(at("08:00"));
    long number = ledger.leases().acquire("lost", "replica-1", LIFE).orElseThrow();
    ledger.planner().plan("lost", number, USUAL, at("11:15"));
    assertThat(windows())
        .containsExactly(
            "10 08:00-10 09:00 committed",
            "10 09:00-10 10:00 planned",
            "10 10:00-10 11:00 planned");
    assertThatThrownBy(() -> ledger.sources().pin("lost", "another", "s", Optional.empty()))
        .isInstanceOf(Fault.class);
  }

  @Test
  void aMissingRevisionIsRefused() {
    assertThatThrownBy(() -> restore("12:00", "13:00", 1, 2))
        .isInstanceOf(IllegalStateException.class);
    assertThat(windows()).isEmpty();
  }

  private void restore(String from, String to, int revision, long sequence) {
    Window window = new Window(ACME, at(from), at(to));
    ledger
        .rebuild()
        .restore(
            "genesys-audits", "org-1", window, adopted(revision, sequence), at("15:00"), DELAYS);
  }

  private static Adopted adopted(int revision, long sequence) {
    return new Adopted(revision, sequence, "k" + sequence, "ab".repeat(32), OUTCOME);
  }
}
