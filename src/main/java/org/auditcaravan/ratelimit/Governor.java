package org.auditcaravan.ratelimit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.auditcaravan.pagination.Reply;
import org.jboss.logging.Logger;

/**
 * Decides when the next request of a source may go out; nobody sleeps in here. A source's requests
 * are spread evenly over the quota less the reserve, and over what is left of it where others use
 * it, too. An endpoint that refuses has a limit of its own, which is learned ({@link
 * EndpointLimit}). {@code Retry-After} on any answer stops the source until then. How many requests
 * are under way follows from it: the pace times the time that an answer takes, and never more than
 * the source has workers.
 */
@Singleton
public final class Governor {
  private static final Logger LOG = Logger.getLogger(Governor.class);
  private static final int JITTER_MILLIS = 250;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Memory memory;
  private final Map<String, Line> lines = new ConcurrentHashMap<>();

  @Inject
  public Governor(InstantSource clock, RandomGenerator random, Memory memory) {
    this.clock = clock;
    this.random = random;
    this.memory = memory;
  }

  /** Takes the next place in the source's line, and says how long it is until then. */
  public Duration await(Turn turn) {
    Line line = line(turn);
    Instant now = clock.instant();
    Duration jitter = Duration.ofMillis(random.nextInt(JITTER_MILLIS));
    synchronized (line) {
      return Duration.between(now, line.place(turn, now, jitter));
    }
  }

  /**
   * Whether the request goes out now, its wait being over; if not, the vendor has asked to be left
   * alone in the meantime, and it has to {@link #await} again.
   */
  public boolean goes(Turn turn) {
    Line line = line(turn);
    Instant now = clock.instant();
    synchronized (line) {
      if (line.stop(turn.source(), now).isAfter(now)) {
        return false;
      }
      line.sent(turn, now);
      return true;
    }
  }

  /**
   * Learns from an answer, of whatever status.
   *
   * @param took from the request to the end of the answer
   */
  public void learn(Turn turn, Reply reply, Duration took) {
    Line line = line(turn);
    Instant asked = reply.received().minus(took);
    Memory.Known known;
    synchronized (line) {
      if (turn.step().equals(Turn.TOKEN)) {
        line.sentOutOfTurn(turn, asked);
      }
      known = line.learn(turn, reply, asked).orElse(null);
    }
    if (known != null) {
      LOG.debugf(
          "Source %s: the vendor refused the step %s; from now on it is asked %.0f times a minute",
          turn.source().name(), turn.step(), known.perMinute());
      memory.keep(turn, known);
    }
  }

  private Line line(Turn turn) {
    String source = turn.source().name();
    Line line = lines.computeIfAbsent(source, name -> new Line());
    synchronized (line) {
      if (!line.knows(turn.fencing())) {
        line.recall(turn.fencing(), memory.recall(source));
      }
    }
    return line;
  }
}
