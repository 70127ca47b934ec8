package org.auditcaravan.window;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** The leases that this process holds, with their fencing numbers. */
public final class HeldLeases {
  private static final Logger LOG = Logger.getLogger(HeldLeases.class);

  private final Leases leases;
  private final Replicas replicas;
  private final Replica replica;
  private final Set<String> sources;
  private final Duration life;
  private final Map<String, Long> numbers = new ConcurrentHashMap<>();
  private final Map<String, Object> acquiring = new ConcurrentHashMap<>();

  /** The most sources that this process may hold: all, until its first sign of life. */
  private volatile int share = Integer.MAX_VALUE;

  /**
   * @param replica who this process is
   * @param sources those that this process can work for
   * @param life how long a lease lasts without renewal
   */
  public HeldLeases(Ledger ledger, Replica replica, Set<String> sources, Duration life) {
    this.leases = ledger.leases();
    this.replicas = ledger.replicas();
    this.sources = sources;
    this.replica = replica;
    this.life = life;
  }

  /**
   * The fencing number under which this process works for the source, if it may. Each acquisition
   * takes a new one, so that only one worker of a source acquires; those of others go on meanwhile.
   */
  public Optional<Long> acquire(String source) {
    synchronized (acquiring.computeIfAbsent(source, name -> new Object())) {
      Long held = numbers.get(source);
      if (held != null) {
        return Optional.of(held);
      }
      if (numbers.size() >= share) {
        return Optional.empty();
      }
      Optional<Long> taken = leases.acquire(source, replica.name(), life);
      if (taken.isEmpty() && leases.evict(source, replica.ended())) {
        taken = leases.acquire(source, replica.name(), life);
      }
      taken.ifPresent(
          number -> {
            numbers.put(source, number);
            Meters.leased(source);
          });
      return taken;
    }
  }

  /** Whether this process works for the source. */
  public boolean holds(String source) {
    return numbers.containsKey(source);
  }

  /**
   * The fencing number of a source that this process works for.
   *
   * @throws LeaseLost when it no longer does
   */
  public long number(String source) {
    return Optional.ofNullable(numbers.get(source)).orElseThrow(() -> new LeaseLost(source, 0));
  }

  /** Prolongs every lease that is held, and gives a sign of life. */
  public void renew() {
    leases.renew(replica.name(), Map.copyOf(numbers), life).forEach(this::lost);
    long alive = replicas.beat(replica.name(), life).stream().filter(running()).count();
    share = (int) ((sources.size() + alive - 1) / alive);
  }

  private Predicate<String> running() {
    return replica.ended().negate();
  }

  /**
   * Gives back what is above this process's share: nobody assigns sources to replicas, each takes
   * what is free.
   *
   * @param idle whether nothing is under way for a source
   */
  public void share(Predicate<String> idle) {
    numbers.keySet().stream()
        .filter(idle)
        .limit(Math.max(0, numbers.size() - share))
        .forEach(source -> leases.release(source, numbers.remove(source)));
  }

  /** The sources that nobody works for, as many as this process may take. */
  public List<String> vacant() {
    int room = share - numbers.size();
    return room <= 0
        ? List.of()
        : replicas.vacant().stream().filter(sources::contains).limit(room).toList();
  }

  /** Forgets a lease that another replica has taken. */
  public void lost(String source) {
    if (numbers.remove(source) != null) {
      LOG.infof("%s: another replica has taken this source over", source);
    }
  }

  /** Forgets a lease, so that the next work for the source begins under a new number. */
  public void renounce(String source) {
    numbers.remove(source);
  }

  /** Gives every lease back, so that others need not wait for it to expire. */
  public void release() {
    try {
      numbers.forEach(leases::release);
      replicas.leave(replica.name());
    } catch (RuntimeException e) {
      // The database is away: the leases then expire.
      LOG.debug("Leases could not be given back", e);
    }
    numbers.clear();
  }
}
