package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.auditcaravan.ratelimit.Memory.Known;
import org.auditcaravan.ratelimit.Turn;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.Test;

/** What was learned about a vendor's limits outlives the process that learned it. */
class RateLimitsTest extends LedgerFixture {

  @Test
  void theLastThatWasLearnedOfEachStepIsRemembered() {
    keep(fencing, "realtime", 180);
    keep(fencing, "realtime", 120);
    keep(fencing, "submit", 10);

    assertThat(ledger.rateLimits().recall(ACME))
        .isEqualTo(
            Map.of("realtime", new Known(120, at("12:30")), "submit", new Known(10, at("12:30"))));
  }

  @Test
  void whoHasLostTheLeaseKeepsNothing() {
    keep(fencing, "realtime", 180);
    takeLeaseFromTheDead("replica-2");

    keep(fencing, "realtime", 20);

    assertThat(ledger.rateLimits().recall(ACME).get("realtime").perMinute()).isEqualTo(180);
  }

  private void keep(long number, String step, double perMinute) {
    Turn turn = new Turn(TestSources.acme("genesys-audits", Map.of()), number, step);
    ledger.rateLimits().keep(turn, new Known(perMinute, at("12:30")));
  }
}
