package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Two replicas, one source, and whatever can happen between any two of their steps: in the end
 * archive and index hold every event once, and the manifests are one chain.
 */
class ExactlyOncePropertyTest {
  private static final int MOST_RUNS = 3000;
  private static final int DAYS_UNTIL_ALL_IS_QUIET = 10;

  private Path folder;

  /** What can happen to a replica, or to time. */
  enum Happening {
    STEP,
    CRASH,
    LEASE_EXPIRES,
    FAIL,
    SPLIT,
    STRAY,
    HOURS
  }

  /**
   * One happening.
   *
   * @param replica 0 or 1
   * @param number how long, or which event
   */
  record Move(Happening what, int replica, int number) {}

  @BeforeProperty
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("lists");
  }

  @AfterProperty
  void removeFolder() throws IOException {
    try (var files = Files.list(folder)) {
      files.forEach(file -> file.toFile().delete());
    }
    Files.delete(folder);
  }

  @Property
  void everyEventIsDeliveredOnce(
      @ForAll("vendors") List<ModelWorld.Entry> vendor, @ForAll("moves") List<Move> moves) {
    assertThat(play(Wording.DESIGNED, vendor, moves)).isEmpty();
  }

  @Example
  void aManifestWithoutAReservationForksTheChain() {
    isFoundOut(Wording.UNRESERVED, "two manifests are number");
  }

  @Example
  void aDocumentBeforeItsManifestOutlivesARefusedCommit() {
    isFoundOut(Wording.INDEX_FIRST, "indexed but not archived");
  }

  @Example
  void aParentThatIsSplitUnderAPausedReplicaIsDeliveredTwice() {
    isFoundOut(Wording.SPLIT_ANYWAY, "delivered twice");
  }

  /** The same moves as of the property, by a fixed seed: one of them shows what is wrong. */
  private void isFoundOut(Wording wording, String how) {
    Random random = new Random(1);
    RandomGenerator<List<ModelWorld.Entry>> vendors = vendors().generator(100);
    RandomGenerator<List<Move>> moves = moves().generator(100);
    for (int run = 0; run < MOST_RUNS; run++) {
      List<ModelWorld.Entry> vendor = vendors.next(random).value();
      Optional<String> wrong = play(wording, vendor, moves.next(random).value());
      if (wrong.filter(what -> what.startsWith(how)).isPresent()) {
        return;
      }
    }
    throw new AssertionError(wording + " was not found out in " + MOST_RUNS + " runs");
  }

  /** Plays the moves, then lets days pass in peace. */
  private Optional<String> play(Wording wording, List<ModelWorld.Entry> vendor, List<Move> moves) {
    ModelWorld world = new ModelWorld(wording, vendor, folder);
    List<ModelReplica> replicas =
        List.of(new ModelReplica(world, "one"), new ModelReplica(world, "two"));
    for (Move move : moves) {
      make(move, world, replicas.get(move.replica()), vendor);
      Optional<String> wrong = world.wrong();
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    ModelReplica last = new ModelReplica(world, "three");
    world.expireLease();
    for (int day = 0; day < DAYS_UNTIL_ALL_IS_QUIET; day++) {
      world.now = world.now.plus(Duration.ofDays(1));
      while (last.step()) {
        // Until there is nothing to do.
      }
    }
    return world.wrong().or(world::unfinished);
  }

  private static void make(
      Move move, ModelWorld world, ModelReplica replica, List<ModelWorld.Entry> vendor) {
    switch (move.what()) {
      case STEP -> replica.step();
      case CRASH -> replica.crash();
      case LEASE_EXPIRES -> world.expireLease();
      case FAIL -> replica.fail();
      case SPLIT -> replica.split();
      case STRAY -> {
        if (!vendor.isEmpty()) {
          Instant time = vendor.get(move.number() % vendor.size()).time();
          world.ledger.rechecks().recheckOf(ModelWorld.ACME, time, world.now);
        }
      }
      default -> world.now = world.now.plus(Duration.ofHours(move.number()));
    }
  }

  /** Events of the first 36 hours, visible at once or up to 50 hours later. */
  @Provide
  Arbitrary<List<ModelWorld.Entry>> vendors() {
    Arbitrary<Integer> minutes = Arbitraries.integers().between(0, 36 * 60);
    Arbitrary<Integer> late = Arbitraries.of(0, 0, 0, 30, 20 * 60, 50 * 60);
    return Combinators.combine(minutes, late)
        .as((at, by) -> List.of(at, by))
        .list()
        .ofMaxSize(8)
        .map(
            times ->
                IntStream.range(0, times.size())
                    .mapToObj(i -> entry(i, times.get(i).get(0), times.get(i).get(1)))
                    .toList());
  }

  private static ModelWorld.Entry entry(int number, int minutes, int late) {
    Instant time = ModelWorld.NOON.plus(Duration.ofMinutes(minutes));
    return new ModelWorld.Entry("e" + number, time, time.plus(Duration.ofMinutes(late)));
  }

  @Provide
  Arbitrary<List<Move>> moves() {
    List<Happening> often = new ArrayList<>(List.of(Happening.values()));
    IntStream.range(0, 12).forEach(i -> often.add(Happening.STEP));
    IntStream.range(0, 2).forEach(i -> often.add(Happening.HOURS));
    return Combinators.combine(
            Arbitraries.of(often),
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 20))
        .as(Move::new)
        .list()
        .ofMaxSize(60);
  }
}
