package org.auditcaravan.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.auditcaravan.journal.Act;
import org.auditcaravan.window.Database;
import org.auditcaravan.window.Delivery;
import org.auditcaravan.window.Window;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class DeadLettersTest {
  private static final Instant NOON = Instant.parse("2026-11-10T12:00:00.123456Z");
  private static final Window HOUR =
      new Window(
          "acme", Instant.parse("2026-11-10T11:00:00Z"), Instant.parse("2026-11-10T12:00:00Z"));

  @Parameter Database database;
  @TempDir Path folder;
  private final List<Act> acts = new ArrayList<>();
  private DeadLetters letters;

  @BeforeEach
  void start() {
    letters = new DeadLetters(database.migrated(folder), acts::add);
  }

  @Test
  void aDeadLetterKeepsEverythingThatItsRepairNeeds() {
    letters.add(List.of(failure("acme:1:0", "payload")), NOON);
    DeadLetter letter = only();
    assertThat(letter)
        .usingRecursiveComparison()
        .isEqualTo(
            new DeadLetter(
                letter.id(),
                letter.fingerprint(),
                "acme",
                HOUR.from(),
                HOUR.to(),
                "elasticsearch",
                Reason.INDEX_REJECTED,
                "field status",
                "acme:1:0",
                bytes("payload"),
                NOON,
                NOON,
                1,
                State.OPEN,
                null,
                null,
                null));
    assertThat(letters.find(letter.id())).isPresent();
  }

  @Test
  void theSameRecordAgainRaisesItsAttemptsAndLastFailureOnly() {
    letters.add(List.of(failure("acme:1:0", "payload")), NOON);
    letters.add(List.of(failure("acme:1:0", "other bytes")), NOON.plusSeconds(60));
    DeadLetter letter = only();
    assertThat(letter.attempts()).isEqualTo(2);
    assertThat(letter.firstFailure()).isEqualTo(NOON);
    assertThat(letter.lastFailure()).isEqualTo(NOON.plusSeconds(60));
    assertThat(letter.payload()).isEqualTo(bytes("payload"));
  }

  @Test
  void withoutARecordThePayloadTellsThemApart() {
    letters.add(List.of(failure(null, "payload")), NOON);
    letters.add(List.of(failure(null, "payload")), NOON);
    letters.add(List.of(failure(null, "other")), NOON);
    assertThat(letters.list(Filter.open(), 10)).hasSize(2);
  }

  @Test
  void anotherSinkOrSourceIsAnotherDeadLetter() {
    letters.add(List.of(failure("r", "payload")), NOON);
    letters.add(
        List.of(new Failure("acme", null, "splunk", Reason.SINK_REFUSED, "x", "r", bytes("p"))),
        NOON);
    letters.add(
        List.of(new Failure("other", null, "splunk", Reason.SINK_REFUSED, "x", "r", bytes("p"))),
        NOON);
    assertThat(letters.list(Filter.open(), 10)).hasSize(3);
  }

  @Test
  void manyThreadsWithTheSameFailureMakeOneDeadLetter() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      Callable<Void> add =
          () -> {
            letters.add(List.of(failure("r", "payload")), NOON);
            return null;
          };
      for (var result : pool.invokeAll(Collections.nCopies(12, add))) {
        result.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(only().attempts()).isEqualTo(12);
  }

  @Test
  void aSuccessClosesALetterOnceAndSaysWhen() {
    letters.add(List.of(of(0, "r")), NOON);
    assertThat(letters.overtaken(delivery(0), NOON.plusSeconds(5))).isEqualTo(1);
    assertThat(letters.overtaken(delivery(0), NOON.plusSeconds(6))).isZero();
    DeadLetter letter = letters.find(1).orElseThrow();
    assertThat(letter.state()).isEqualTo(State.REPLAYED);
    assertThat(letter.closed()).isEqualTo(NOON.plusSeconds(5));
    assertThat(letters.counts()).isEqualTo(Map.of(State.REPLAYED, 1L));
  }

  @Test
  void aReplayedOneThatFailsAgainIsOpenAgainWithItsHistory() {
    letters.add(List.of(of(0, "r")), NOON);
    letters.overtaken(delivery(0), NOON.plusSeconds(5));
    letters.add(List.of(of(0, "r")), NOON.plusSeconds(9));
    assertThat(only().attempts()).isEqualTo(2);
    assertThat(only().firstFailure()).isEqualTo(NOON);
    assertThat(only().closed()).isNull();
  }

  @Test
  void whatAPersonDismissedStaysDismissedWithNameReasonAndTime() {
    letters.add(List.of(of(0, "r"), of(0, "s")), NOON);
    DeadLetter first = letters.find(1).orElseThrow();
    assertThat(letters.dismiss(List.of(first), "ann", "test data", NOON.plusSeconds(3))).isOne();
    assertThat(letters.dismiss(List.of(first), "bob", "again", NOON.plusSeconds(4))).isZero();
    letters.add(List.of(of(0, "r")), NOON.plusSeconds(9));
    letters.overtaken(delivery(0), NOON.plusSeconds(20));
    DeadLetter letter = letters.find(1).orElseThrow();
    assertThat(letter.state()).isEqualTo(State.DISMISSED);
    assertThat(letter.who()).isEqualTo("ann");
    assertThat(letter.note()).isEqualTo("test data");
    assertThat(letter.closed()).isEqualTo(NOON.plusSeconds(3));
    assertThat(letter.attempts()).isEqualTo(2);
    assertThat(letters.find(2).orElseThrow().state()).isEqualTo(State.REPLAYED);
  }

  @Test
  void theJournalTellsAllOfItAgain() {
    letters.add(List.of(of(0, "dismissed"), of(0, "open"), of(1, "replayed")), NOON);
    letters.add(
        List.of(
            new Failure(
                "acme", HOUR, "p", Reason.UNREADABLE_PAGE, "x", null, new byte[] {-1, 0, 3})),
        NOON.plusSeconds(1));
    letters.dismiss(
        List.of(letters.find(1).orElseThrow()), "ann", "test data", NOON.plusSeconds(3));
    letters.overtaken(delivery(1), NOON.plusSeconds(4));
    letters.add(List.of(of(0, "open")), NOON.plusSeconds(5));
    List<DeadLetter> before = all();
    letters.restore("acme", List.copyOf(acts));
    assertThat(all())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id")
        .isEqualTo(before)
        .hasSize(4);
  }

  @Test
  void nothingIsKeptThatTheArchiveDoesNotHave() {
    DeadLetters away =
        new DeadLetters(
            database.migrated(folder.resolve("away")),
            act -> {
              throw new IllegalStateException("the archive is away");
            });
    assertThatThrownBy(() -> away.add(List.of(of(0, "r")), NOON)).hasMessageContaining("away");
    assertThat(away.all(Filter.open())).isEmpty();
  }

  private List<DeadLetter> all() {
    return letters.all(new Filter(Optional.empty(), Optional.empty(), Optional.empty(), 0));
  }

  @Test
  void theFilterLetsThroughWhatIsMeantInPagesOldestFirst() {
    for (String record : List.of("a", "b", "c")) {
      letters.add(List.of(failure(record, record)), NOON);
    }
    letters.add(
        List.of(new Failure("other", null, "archive", Reason.TOO_LARGE, "x", "d", bytes("d"))),
        NOON);
    assertThat(records(filter("acme", null), 10)).containsExactly("a", "b", "c");
    assertThat(records(filter(null, Reason.TOO_LARGE), 10)).containsExactly("d");
    assertThat(records(filter("acme", Reason.TOO_LARGE), 10)).isEmpty();
    List<DeadLetter> first = letters.list(Filter.open(), 2);
    assertThat(
            records(
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), first.get(1).id()),
                10))
        .containsExactly("c", "d");
  }

  @Test
  void everyReasonHasATextThatLeadsBackToIt() {
    for (Reason reason : Reason.values()) {
      assertThat(Reason.of(reason.text())).contains(reason);
      assertThat(reason.sentence()).endsWith(".");
    }
    assertThat(Reason.of("no-such")).isEmpty();
  }

  @Test
  void aDeliveryClosesWhatItCarriedOfItsOwnRevisionOnly() {
    letters.add(List.of(of(0, "first")), NOON);
    letters.add(List.of(of(1, "second")), NOON);
    assertThat(letters.overtaken(delivery(1), NOON.plusSeconds(1))).isEqualTo(1);
    assertThat(only().recordId()).isEqualTo("first");
  }

  @Test
  void aDeliveryThatWasPartlyRefusedClosesTheRest() {
    letters.add(List.of(of(0, "repaired")), NOON);
    letters.add(List.of(of(0, "still refused")), NOON);
    letters.add(List.of(of(0, "still refused")), NOON.plusSeconds(2));
    assertThat(letters.overtaken(delivery(0), NOON.plusSeconds(1))).isEqualTo(1);
    assertThat(only().recordId()).isEqualTo("still refused");
    assertThat(only().firstFailure()).isEqualTo(NOON);
    assertThat(only().attempts()).isEqualTo(2);
  }

  private static Failure of(int revision, String recordId) {
    return new Failure(
        "acme",
        HOUR,
        revision,
        "elasticsearch",
        Reason.INDEX_REJECTED,
        "field status",
        recordId,
        bytes("{}"));
  }

  private static Delivery delivery(int revision) {
    return new Delivery(1, HOUR, revision, "elasticsearch", "key", "hash", 0);
  }

  private List<String> records(Filter filter, int limit) {
    return letters.list(filter, limit).stream().map(DeadLetter::recordId).toList();
  }

  private static Filter filter(String source, Reason reason) {
    return new Filter(
        Optional.ofNullable(source), Optional.ofNullable(reason), Optional.of(State.OPEN), 0);
  }

  private DeadLetter only() {
    List<DeadLetter> open = letters.list(Filter.open(), 10);
    assertThat(open).hasSize(1);
    return open.get(0);
  }

  private static Failure failure(String recordId, String payload) {
    return new Failure(
        "acme",
        HOUR,
        "elasticsearch",
        Reason.INDEX_REJECTED,
        "field status",
        recordId,
        bytes(payload));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
