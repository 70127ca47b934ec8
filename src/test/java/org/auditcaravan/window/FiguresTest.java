package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.auditcaravan.window.Figures.Count;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiguresTest extends LedgerFixture {

  @Test
  void sayWhatTheStatusSays() {
    plan(starting("2026-11-10T11:00:00Z"), "17:15");
    commit(claim("17:15"), 2, "17:15");
    commit(claim("17:15"), 3, "17:15");
    ledger
        .failures()
        .fail(claim("17:15"), "forbidden", "no", 403, null, at("17:15"), Duration.ofMinutes(5));
    SourceStatus status = status("17:15");

    assertThat(ledger.figures().windows())
        .extracting(Count::name)
        .containsExactlyInAnyOrderElementsOf(status.windows().keySet());
    ledger
        .figures()
        .windows()
        .forEach(count -> assertThat(count.number()).isEqualTo(status.windows().get(count.name())));
    assertThat(ledger.figures().gaps()).containsExactly(new Count(ACME, "forbidden", 1));
    assertThat(ledger.figures().owed()).containsExactly(new Count(ACME, "elasticsearch", 2));
    assertThat(ledger.figures().deadLetters()).isEmpty();
    assertThat(ledger.figures().coveredTo()).containsEntry(ACME, at("14:00"));
  }

  @Test
  void backfillThatIsOwedIsNoLag() {
    plan(starting("2026-11-01T00:00:00Z"), "13:15");
    assertThat(ledger.figures().coveredTo()).containsEntry(ACME, NOON);
    commit(claim("13:15"), 1, "13:15");
    assertThat(ledger.figures().coveredTo()).containsEntry(ACME, at("13:00"));
  }

  @Test
  void whatIsLostForEverIsNoLag() {
    plan(USUAL, "14:15");
    execute(
        "UPDATE windows SET state = 'gap', reason = 'purged' WHERE from_at = " + micros("12:00"));
    assertThat(ledger.figures().coveredTo()).containsEntry(ACME, at("13:00"));
    assertThat(ledger.figures().gaps()).containsExactly(new Count(ACME, "purged", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shortfall = 'more' | too-large",
        "scope = '{\"modes\":{\"Login\":\"uncovered\"}}' | uncovered",
        "next_scope = scope, next_scope_key = 'x', reason = 'scope-changed' | scope-changed"
      })
  void whatIsNotWholeIsCountedByItsReason(String pair) {
    plan(USUAL, "13:15");
    commit(claim("13:15"), 1, "13:15");
    String[] both = pair.split(" \\| ");
    execute("UPDATE windows SET " + both[0]);
    assertThat(ledger.figures().gaps()).containsExactly(new Count(ACME, both[1], 1));
    boolean owed = both[1].equals("scope-changed");
    assertThat(ledger.figures().coveredTo()).containsEntry(ACME, owed ? NOON : at("13:00"));
  }

  private static long micros(String time) {
    return Micros.of(at(time));
  }

  private void execute(String sql) {
    Jdbi.create(dataSource).useHandle(handle -> handle.execute(sql));
  }
}
