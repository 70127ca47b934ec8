package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.auditcaravan.config.Fault;
import org.auditcaravan.journal.Act;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest extends LedgerFixture {
  private final List<Act> acts = new ArrayList<>();

  @BeforeEach
  void planAndFail() {
    plan(USUAL, "14:15");
    fail(claim("14:15"), "14:15");
    commit(claim("14:15"), 1, "14:15");
  }

  @Test
  void anAcknowledgedGapKeepsNameAndReasonAndAlarmsNobody() {
    assertThat(status("14:15").complete()).isFalse();
    acknowledge();
    SourceStatus status = status("14:15");
    assertThat(status.complete()).isTrue();
    assertThat(status.gaps())
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.reason()).isEqualTo("forbidden");
              assertThat(gap.acknowledgement().who()).isEqualTo("ann");
              assertThat(gap.acknowledgement().because()).isEqualTo("test tenant");
              assertThat(gap.acknowledgement().at()).isEqualTo(at("14:16"));
            });
    assertThat(acts).singleElement().isInstanceOf(Act.Acknowledged.class);
  }

  @Test
  void itIsTriedAgainAllTheSameAndThatItClosedIsSaidOnce() {
    acknowledge();
    assertThat(close("14:20")).isEmpty();
    Claim again = claim("14:20");
    assertThat(again.window().from()).isEqualTo(NOON);
    assertThat(close("14:20")).isEmpty();
    commit(again, 2, "14:21");
    assertThat(close("14:22")).extracting(Acknowledgement::who).containsExactly("ann");
    assertThat(close("14:23")).isEmpty();
    assertThat(status("14:23").acknowledgements())
        .extracting(Acknowledgement::closedAt)
        .containsExactly(at("14:22"));
    assertThat(acts).hasExactlyElementsOfTypes(Act.Acknowledged.class, Act.Closed.class);
  }

  @Test
  void halvesOfAnAcknowledgedWindowAreCoveredBeforeItIsClosed() {
    acknowledge();
    ledger.failures().split(claim("14:20"), at("12:30"));
    commit(claim("14:20"), 1, "14:20");
    assertThat(close("14:20")).isEmpty();
    fail(claim("14:20"), "14:20");
    assertThat(status("14:20").complete()).isTrue();
    commit(claim("14:30"), 1, "14:30");
    assertThat(close("14:30")).hasSize(1);
  }

  @Test
  void aGapThatComesLaterIsAnotherOne() {
    acknowledge();
    commit(claim("14:20"), 2, "14:20");
    close("14:20");
    fail(claim("15:15"), "15:15");
    assertThat(status("15:15").openGaps()).hasSize(1);
  }

  @Test
  void whatBecomesFinalStaysAcknowledged() {
    Planning kept = keeping(USUAL, Duration.ofDays(2));
    acknowledge();
    plan(kept, "2026-11-12T12:30:00Z");
    assertThat(status("2026-11-12T12:30:00Z").gaps())
        .extracting(Gap::reason, gap -> gap.acknowledgement() != null)
        .containsExactly(tuple("purged", true), tuple("forbidden", true));
  }

  @Test
  void aGapThatReachesOutOfTheTimeIsRefused() {
    assertThatThrownBy(() -> ledger.acknowledgements().open(ACME, at("12:30"), at("13:00")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("reaches out");
    assertThat(ledger.acknowledgements().open(ACME, at("13:00"), at("14:00"))).isEmpty();
  }

  @Test
  void withoutTheArchiveNothingIsAcknowledged() {
    assertThatThrownBy(
            () ->
                ledger
                    .acknowledgements()
                    .acknowledge(
                        act(),
                        act -> {
                          throw new IllegalStateException("the archive is away");
                        }))
        .hasMessageContaining("away");
    assertThat(status("14:16").acknowledgements()).isEmpty();
  }

  @Test
  void finalGapsGoToTheJournalOnceAndAgainWhenTheyGrow() {
    Planning kept = keeping(USUAL, Duration.ofDays(2));
    keepFinalGaps("14:15");
    assertThat(acts).isEmpty();
    plan(kept, "2026-11-12T12:30:00Z");
    keepFinalGaps("2026-11-12T12:30:00Z");
    keepFinalGaps("2026-11-12T12:31:00Z");
    plan(kept, "2026-11-12T12:40:00Z");
    keepFinalGaps("2026-11-12T12:40:00Z");
    assertThat(acts.stream().map(act -> ((Act.Lost) act).gaps()))
        .containsExactly(List.of(lost("12:30")), List.of(lost("12:40")));
  }

  private static Act.Lost.Gap lost(String to) {
    return new Act.Lost.Gap(NOON, at(to), "purged", "The client may not read audits.", 0);
  }

  private void keepFinalGaps(String now) {
    ledger.finalGaps().keep(ACME, at(now), acts::add);
  }

  private void acknowledge() {
    ledger.acknowledgements().acknowledge(act(), acts::add);
  }

  private static Act.Acknowledged act() {
    return new Act.Acknowledged(
        ACME, at("14:16"), NOON, at("13:00"), "forbidden", true, "x", "ann", "test tenant");
  }

  private List<Acknowledgement> close(String now) {
    return ledger.acknowledgements().close(ACME, at(now), acts::add);
  }

  private void fail(Claim claim, String now) {
    ledger
        .failures()
        .fail(
            claim,
            "forbidden",
            "The client may not read audits.",
            403,
            "c-1",
            at(now),
            Duration.ofMinutes(5));
  }
}
