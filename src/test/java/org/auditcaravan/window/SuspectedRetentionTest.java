package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuspectedRetentionTest extends LedgerFixture {
  private static final String LATER = "2026-11-10T13:15:00Z";

  @Test
  void anEmptyBeginningThatWasReadLongAfterItsTimeIsSuspicious() {
    plan(starting("2026-11-08T00:00:00Z"), LATER);
    assertThat(status(LATER).suspectedRetention()).isNull();
    readAll(at("2026-11-09T18:00:00Z"));
    SuspectedRetention found = status(LATER).suspectedRetention();
    assertThat(found.from()).isEqualTo(at("2026-11-08T00:00:00Z"));
    // What was read within a day of its time is no sign of purging.
    assertThat(found.to()).isEqualTo(at("2026-11-09T12:00:00Z"));
    assertThat(found.windows()).isEqualTo(6);
    assertThat(found.retention()).isEqualTo(Duration.ofDays(1));
    assertThat(found.sentence())
        .startsWith("6 windows before 2026-11-09T12:00:00Z were empty")
        .contains("about 1 days and not 90", "set vendor-retention");
  }

  @Test
  void aSourceWithoutAnyEventIsNoSign() {
    plan(starting("2026-11-08T00:00:00Z"), LATER);
    readAll(at("2026-12-01T00:00:00Z"));
    assertThat(status(LATER).suspectedRetention()).isNull();
  }

  @Test
  void aQuietNightIsNoSignExceptAtTheEdgeOfTheRetention() {
    plan(keeping(starting("2026-11-09T00:00:00Z"), Duration.ofDays(90)), LATER);
    readAll(at("2026-11-09T06:00:00Z"));
    assertThat(status(LATER).suspectedRetention()).isNull();
    plan(keeping(starting("2026-11-09T00:00:00Z"), Duration.ofHours(38)), LATER);
    assertThat(status(LATER).suspectedRetention().sentence())
        .contains("1 windows before 2026-11-09T06:00:00Z");
  }

  private void readAll(Instant firstEvent) {
    for (Optional<Claim> claim = maybeClaim(LATER); claim.isPresent(); claim = maybeClaim(LATER)) {
      commit(claim.get(), claim.get().window().from().isBefore(firstEvent) ? 0 : 1, LATER);
    }
  }
}
