package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.auditcaravan.archive.ThisProcess;
import org.auditcaravan.config.Fault;
import org.auditcaravan.journal.Act;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecognitionTest extends LedgerFixture {
  static final ThisProcess SELF =
      new ThisProcess(
          "ann",
          "0.1.0",
          Map.of("page.camel.yaml", "a0"),
          source -> new TreeMap<>(Map.of("audit.a", "1")));
  private final Source acme = TestSources.acme("genesys-audits", Map.of());
  private final List<String> archived = new ArrayList<>();
  private final List<Act> acts = new ArrayList<>();

  /** The leases are by the database's clock. */
  /** By the database's clock, which no test sets. */
  private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private int listed;
  private Recognition recognition;

  @BeforeEach
  void plan() {
    recognition =
        new Recognition(
            ledger,
            source -> {
              listed++;
              return Stream.of(List.of(), List.copyOf(archived));
            },
            acts::add,
            SELF);
    plan(USUAL, "15:15");
  }

  @Test
  void aLedgerThatKnowsAllOfTheArchiveIsRecognisedOnceForEachLease() {
    archived.add(commit(claim("15:15"), 1, "15:15").key());
    recognition.recognize(acme, fencing, at("15:15"));
    recognition.recognize(acme, fencing, at("15:15"));
    assertThat(listed).isOne();
    assertThat(acts)
        .containsExactly(SELF.started(ACME, at("15:15"), NOON, "genesys-audits"))
        .singleElement()
        .isEqualTo(
            new Act.Started(
                ACME,
                at("15:15"),
                NOON,
                "genesys-audits",
                "ann",
                "0.1.0",
                Map.of("page.camel.yaml", "a0"),
                "6b8875d3c50af9f19517e4194c708c5aa76ec8c02af2a3c17224b21c102a6041",
                Map.of("audit.a", "1")));
    recognition.recognize(acme, lease("replica-1"), at("15:16"));
    assertThat(listed).isEqualTo(2);
  }

  @Test
  void whileOneArchiveIsLookedAtOtherSourcesAreRecognised() {
    Map<String, String> keys = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      keys.put("sources.s" + i + ".api", "genesys-audits");
      keys.put("sources.s" + i + ".region", "eu-central-1");
      keys.put("sources.s" + i + ".client-id", "id");
      ledger.sources().register("s" + i, "genesys-audits", NOON);
    }
    Collection<Source> others = new Sources(TestSources.config(keys)).all();
    AtomicReference<Recognition> all = new AtomicReference<>();
    Runnable meanwhile = () -> others.forEach(other -> all.get().recognize(other, fencing, begin));
    all.set(
        new Recognition(
            ledger,
            source -> {
              if (source.name().equals(ACME)) {
                CompletableFuture.runAsync(meanwhile).orTimeout(1, TimeUnit.MINUTES).join();
              }
              return Stream.of();
            },
            acts::add,
            SELF));
    all.get().recognize(acme, fencing, begin);
    assertThat(acts).hasSize(41).last().extracting(Act::source).isEqualTo(ACME);
  }

  @Test
  void aLedgerThatIsOlderThanTheArchiveIsRefusedEachTime() {
    archived.add(commit(claim("15:15"), 1, "15:15").key());
    archived.add("manifests/of-later.json");
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> recognition.recognize(acme, fencing, at("15:15")))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("manifests/of-later.json")
          .hasMessageContaining("is older and does not know them")
          .hasMessageContaining("rebuild");
    }
    assertThat(acts).isEmpty();
  }

  @Test
  void whatTheLedgerHasPromisedItIsAboutToKnow() {
    archived.add(reserve(claim("15:15"), 1).key());
    recognition.recognize(acme, fencing, at("15:15"));
    assertThat(listed).isOne();
  }

  @Test
  void anAcknowledgedGapThatWasReadAfterAllIsSaidToBeClosed() {
    Claim claim = claim("15:15");
    Window window = claim.window();
    ledger.failures().fail(claim, "forbidden", "x", 403, null, at("15:15"), LIFE);
    ledger
        .acknowledgements()
        .acknowledge(
            new Act.Acknowledged(
                ACME, at("15:16"), window.from(), window.to(), "forbidden", true, "x", "ann", "y"),
            acts::add);
    recognition.tell(acme, at("15:17"));
    assertThat(acts).hasExactlyElementsOfTypes(Act.Acknowledged.class);
    Claim again = claim("18:15");
    while (!again.window().equals(window)) {
      again = claim("18:15");
    }
    commit(again, 1, "18:15");
    recognition.tell(acme, at("18:16"));
    assertThat(acts).hasExactlyElementsOfTypes(Act.Acknowledged.class, Act.Closed.class);
  }

  @Test
  void aTimeWithoutAnyProcessIsAnOutageOfTheService() {
    aliveUntil(begin.minusSeconds(3600));
    recognition.recognize(acme, lease("replica-2"), at("15:16"));
    assertThat(acts).hasExactlyElementsOfTypes(Act.Outage.class, Act.Started.class);
    Act.Outage outage = (Act.Outage) acts.get(0);
    assertThat(outage.what()).isEqualTo("service");
    assertThat(outage.from()).isEqualTo(begin.minusSeconds(3600));
    assertThat(outage.to()).isAfter(begin.minusSeconds(60));
  }

  @Test
  void aRestartIsNone() {
    aliveUntil(begin.minusSeconds(20));
    recognition.recognize(acme, lease("replica-2"), at("15:16"));
    assertThat(acts).hasExactlyElementsOfTypes(Act.Started.class);
  }

  /** The replica before this one has ended then. */
  private void aliveUntil(Instant then) {
    Jdbi.create(dataSource)
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE sources SET holder = NULL, expires_at = 0, alive_at = ?",
                    then.getEpochSecond() * 1_000_000));
  }

  @Test
  void whyASourceIsStoppedIsKeptUntilItWorks() {
    ledger.sources().stop(ACME, "Repair it.", at("15:16"));
    assertThat(status("15:17").stoppedAt()).isEqualTo(at("15:16"));
    assertThat(status("15:17").stoppedBecause()).isEqualTo("Repair it.");
    assertThat(status("15:17").complete()).isFalse();
    recognition.works(ACME, at("15:18"));
    assertThat(status("15:18").complete()).isTrue();
    recognition.works(ACME, at("15:19"));
    assertThat(acts)
        .containsExactly(
            new Act.Outage(ACME, at("15:18"), at("15:16"), at("15:18"), "source", "Repair it."));
  }
}
