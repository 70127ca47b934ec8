package org.auditcaravan.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.auditcaravan.config.Fault;
import org.auditcaravan.journal.Act;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecognitionTest extends LedgerFixture {
  private final Source acme = TestSources.acme("genesys-audits", Map.of());
  private final List<String> archived = new ArrayList<>();
  private final List<Act> acts = new ArrayList<>();
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
            acts::add);
    plan(USUAL, "15:15");
  }

  @Test
  void aLedgerThatKnowsAllOfTheArchiveIsRecognisedOnceForEachLease() {
    archived.add(commit(claim("15:15"), 1, "15:15").key());
    recognition.recognize(acme, fencing);
    recognition.recognize(acme, fencing);
    assertThat(listed).isOne();
    assertThat(acts).containsExactly(new Act.Started(ACME, NOON, "genesys-audits"));
    recognition.recognize(acme, lease("replica-1"));
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
    Runnable meanwhile = () -> others.forEach(other -> all.get().recognize(other, fencing));
    all.set(
        new Recognition(
            ledger,
            source -> {
              if (source.name().equals(ACME)) {
                CompletableFuture.runAsync(meanwhile).orTimeout(1, TimeUnit.MINUTES).join();
              }
              return Stream.of();
            },
            acts::add));
    all.get().recognize(acme, fencing);
    assertThat(acts).hasSize(41).last().extracting(Act::source).isEqualTo(ACME);
  }

  @Test
  void aLedgerThatIsOlderThanTheArchiveIsRefusedEachTime() {
    archived.add(commit(claim("15:15"), 1, "15:15").key());
    archived.add("manifests/of-later.json");
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> recognition.recognize(acme, fencing))
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
    recognition.recognize(acme, fencing);
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
  void whyASourceIsStoppedIsKeptUntilItWorks() {
    ledger.sources().stop(ACME, "Repair it.", at("15:16"));
    assertThat(status("15:17").stoppedAt()).isEqualTo(at("15:16"));
    assertThat(status("15:17").stoppedBecause()).isEqualTo("Repair it.");
    assertThat(status("15:17").complete()).isFalse();
    ledger.sources().works(ACME);
    assertThat(status("15:17").complete()).isTrue();
  }
}
