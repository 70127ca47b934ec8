package org.auditcaravan.archive;

import static org.auditcaravan.archive.ModelWorld.ACME;
import static org.auditcaravan.archive.ModelWorld.DELAYS;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.auditcaravan.window.Adopted;
import org.auditcaravan.window.Claim;
import org.auditcaravan.window.LeaseLost;
import org.auditcaravan.window.Outcome;
import org.auditcaravan.window.Reservation;
import org.auditcaravan.window.ReservationPending;
import org.auditcaravan.window.SourceRow;
import org.auditcaravan.window.Tally;

/**
 * One replica, which takes one step at a time towards a committed window, and knows what a process
 * knows: after a crash nothing.
 */
final class ModelReplica {
  private static final Duration LEASE = Duration.ofHours(1);

  private enum Phase {
    IDLE,
    CLAIMED,
    READ,
    PROMISED,
    CREATED
  }

  private final ModelWorld world;
  private final String name;
  private Long fencing;
  private Phase phase = Phase.IDLE;
  private Claim claim;
  private List<String> ids = List.of();
  private String list;
  private String key;
  private byte[] manifest;
  private Reservation reservation;

  ModelReplica(ModelWorld world, String name) {
    this.world = world;
    this.name = name;
  }

  /** The process ends without a word. */
  void crash() {
    phase = Phase.IDLE;
    fencing = null;
    claim = null;
    reservation = null;
  }

  /**
   * Does what comes next.
   *
   * @return false when there is nothing to do
   */
  boolean step() {
    try {
      if (fencing == null) {
        return acquire();
      }
      return switch (phase) {
        case IDLE -> claim();
        case CLAIMED -> read();
        case READ -> promise();
        case PROMISED -> create();
        case CREATED -> commit();
      };
    } catch (LeaseLost e) {
      crash();
      return true;
    }
  }

  private boolean acquire() {
    Optional<Long> number = world.ledger.leases().acquire(ACME, name, LEASE);
    fencing = number.orElse(null);
    number.ifPresent(fresh -> takeOver());
    return number.isPresent();
  }

  private void takeOver() {
    if (world.wording == Wording.SPLIT_ANYWAY) {
      return;
    }
    world.ledger.reservations().takeOver(ACME, fencing).ifPresent(this::finish);
  }

  private void finish(Reservation left) {
    reservation = left;
    key = left.key();
    manifest = left.bytes();
    ids = ModelWorld.ids(manifest);
    claim = null;
    phase = Phase.PROMISED;
  }

  private boolean claim() {
    world.plan(fencing);
    try {
      Optional<Claim> next = world.ledger.claims().claim(ACME, fencing, world.now);
      next.ifPresent(
          claimed -> {
            claim = claimed;
            phase = Phase.CLAIMED;
          });
      return next.isPresent();
    } catch (ReservationPending e) {
      splitAnyway();
      return true;
    }
  }

  private boolean read() {
    SeenEvents seen = world.known(claim);
    ids = new ArrayList<>();
    for (String id : world.read(claim.window())) {
      byte[] hash = SeenEvents.idHash(id);
      if (seen.see(hash, hash) != Sighting.REPEAT) {
        ids.add(id);
      }
    }
    list = world.upload(seen);
    key = ModelWorld.key(claim.window(), claim.revision());
    phase = Phase.READ;
    return true;
  }

  private boolean promise() {
    if (ids.isEmpty() && claim.revision() > 0) {
      world.ledger.rechecks().rechecked(claim, world.now, DELAYS);
      phase = Phase.IDLE;
      return true;
    }
    if (world.wording == Wording.INDEX_FIRST) {
      world.index.addAll(ids);
    }
    if (world.wording == Wording.UNRESERVED) {
      SourceRow row = world.ledger.sources().find(ACME).orElseThrow();
      manifest = ModelWorld.manifest(row.headSequence() + 1, row.headSha256(), list, ids);
    } else {
      reserve();
      manifest = reservation.bytes();
    }
    phase = Phase.PROMISED;
    return true;
  }

  private void reserve() {
    reservation =
        world
            .ledger
            .reservations()
            .reserve(
                claim,
                outcome(ids.size()),
                key,
                head -> ModelWorld.manifest(head.sequence(), head.previousSha256(), list, ids));
  }

  private Outcome outcome(long events) {
    Tally tally = new Tally();
    tally.received(events);
    tally.delivered(events);
    return new Outcome(
        tally,
        tally,
        true,
        claim == null ? reservation.outcome().scope() : claim.scope(),
        List.of(),
        0);
  }

  /** With the condition that it is not there yet, as a bucket honours it. */
  private boolean create() {
    byte[] found = world.manifests.putIfAbsent(key, manifest);
    if (found == null || Arrays.equals(found, manifest)) {
      phase = Phase.CREATED;
      return true;
    }
    adopt(found);
    phase = Phase.IDLE;
    return true;
  }

  private void adopt(byte[] found) {
    List<String> others = ModelWorld.ids(found);
    int revision = claim == null ? reservation.revision() : claim.revision();
    Adopted other =
        new Adopted(
            revision, ModelWorld.sequence(found), key, Hashes.hex(found), outcome(others.size()));
    if (claim == null) {
      world.ledger.reservations().adopt(reservation, other, fencing, world.now);
    } else {
      world.ledger.claims().release(world.ledger.reservations().adopt(claim, other, world.now));
    }
    world.index.addAll(others);
  }

  private boolean commit() {
    if (world.wording == Wording.UNRESERVED) {
      reserve();
    }
    world.ledger.reservations().commit(reservation, fencing, world.now, DELAYS);
    world.index.addAll(ids);
    phase = Phase.IDLE;
    return true;
  }

  /** The read has failed: it is tried again, later. */
  void fail() {
    if (phase == Phase.CLAIMED || phase == Phase.READ) {
      tell(
          () ->
              world
                  .ledger
                  .failures()
                  .fail(claim, "failed", "x", 500, null, world.now, Duration.ofMinutes(5)));
    }
  }

  /** The window is too large. */
  void split() {
    if ((phase == Phase.CLAIMED || phase == Phase.READ) && claim.divisible()) {
      tell(() -> world.ledger.failures().split(claim, middle()));
    }
  }

  private Instant middle() {
    return claim.window().from().plusSeconds(claim.window().length().toSeconds() / 2);
  }

  private void tell(Runnable ledger) {
    try {
      ledger.run();
      phase = Phase.IDLE;
    } catch (LeaseLost e) {
      crash();
    }
  }

  /** As if nobody could still be about to create the manifest that another number promised. */
  private void splitAnyway() {
    Reservation left = world.ledger.reservations().pending(ACME).orElseThrow();
    if (world.wording != Wording.SPLIT_ANYWAY || left.revision() > 0) {
      world.ledger.reservations().takeOver(ACME, fencing).ifPresent(this::finish);
      return;
    }
    long half = left.window().length().toSeconds() / 2;
    Map<String, Instant> times =
        Map.of(
            "from", left.window().from(),
            "middle", left.window().from().plusSeconds(half),
            "to", left.window().to());
    ModelWorld.database()
        .useTransaction(
            handle -> {
              handle.execute("DELETE FROM reservations");
              handle.execute("UPDATE windows SET state = 'split' WHERE id = ?", left.windowId());
              for (List<String> ends :
                  List.of(List.of("from", "middle"), List.of("middle", "to"))) {
                handle.execute(
                    "INSERT INTO windows (source, from_at, to_at, state, backfill, parent, scope,"
                        + " scope_key, purge_at) SELECT source, ?, ?, 'planned', backfill, id,"
                        + " scope, scope_key, purge_at FROM windows WHERE id = ?",
                    micros(times.get(ends.get(0))),
                    micros(times.get(ends.get(1))),
                    left.windowId());
              }
            });
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000;
  }
}
