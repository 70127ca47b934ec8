package org.auditcaravan.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.IntFunction;
import org.auditcaravan.pagination.Reply;
import org.auditcaravan.pagination.TestClock;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.TestSources;

/**
 * Workers that always have a next page to ask for, a vendor and another consumer of its quota, in
 * hours that pass at once. Chance has a seed.
 */
final class VirtualHours {
  private final TestClock clock = new TestClock("2026-11-20T12:00:00Z");
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparing(Event::number));
  private final Random random;
  private final Governor governor;
  private final Source source =
      TestSources.acme(
          "genesys-audits",
          Map.of(
              "requests-per-minute", String.valueOf(Phase.QUOTA),
              "reserve", String.valueOf(Phase.RESERVE)));
  private final Turn turn = new Turn(source, 1, "realtime");
  private final IntFunction<Gate> shape;
  private final Gate.Fixed quota = new Gate.Fixed(Phase.QUOTA);
  private Gate hidden;
  private Phase phase;
  private Instant leaveAlone = Instant.MIN;
  private Minute minute;
  private long number;

  private record Event(Instant at, long number, Runnable action) {}

  /** What happened in one minute. */
  static final class Minute {
    int asked;
    int granted;
    int refused;
    int tooEarly;
    int others;
    double underWay;
  }

  /**
   * @param shape how the hidden limit is counted, from requests a minute
   */
  VirtualHours(long seed, IntFunction<Gate> shape) {
    this.random = new Random(seed);
    this.shape = shape;
    this.governor = new Governor(clock, random, new NoMemory());
  }

  /** Lets the phase pass, after those that were before it. */
  List<Minute> pass(Phase next) {
    boolean first = phase == null;
    if (first || next.hidden() != phase.hidden()) {
      hidden = shape.apply(next.hidden());
    }
    phase = next;
    if (first) {
      for (int worker = 0; worker < Phase.CONCURRENCY; worker++) {
        page();
      }
      other();
    }
    List<Minute> minutes = new ArrayList<>();
    for (int i = 0; i < Phase.MINUTES; i++) {
      minute = new Minute();
      minutes.add(minute);
      Instant end = clock.instant().plusSeconds(60);
      while (!events.isEmpty() && events.peek().at().isBefore(end)) {
        Event event = events.poll();
        clock.advance(Duration.between(clock.instant(), event.at()));
        event.action().run();
      }
      clock.advance(Duration.between(clock.instant(), end));
    }
    return minutes;
  }

  private void page() {
    // A thread wakes a little late.
    Duration late = Duration.ofNanos((long) (random.nextDouble() * 2_000_000));
    after(governor.await(turn).plus(late), this::wake);
  }

  private void wake() {
    if (!governor.goes(turn)) {
      page();
      return;
    }
    minute.asked++;
    minute.tooEarly += clock.instant().isBefore(leaveAlone) ? 1 : 0;
    double seconds = phase.fastest() + (phase.slowest() - phase.fastest()) * random.nextDouble();
    minute.underWay += seconds / 60;
    Duration latency = Duration.ofMillis(Math.round(seconds * 1000));
    Duration there = latency.dividedBy(2);
    after(there, () -> answer(latency, latency.minus(there)));
  }

  private void answer(Duration latency, Duration back) {
    Duration wait = quota.take(clock.instant());
    wait = wait.isZero() ? hidden.take(clock.instant()) : wait;
    Map<String, String> headers = new HashMap<>();
    headers.put("inin-ratelimit-count", String.valueOf(quota.count()));
    headers.put("inin-ratelimit-allowed", String.valueOf(quota.allowed()));
    headers.put("inin-ratelimit-reset", String.valueOf(quota.reset(clock.instant())));
    if (!wait.isZero()) {
      headers.put("retry-after", String.valueOf(wait.toSeconds()));
    }
    Duration told = wait;
    after(back, () -> received(headers, told, latency));
  }

  private void received(Map<String, String> headers, Duration wait, Duration latency) {
    boolean granted = wait.isZero();
    minute.granted += granted ? 1 : 0;
    minute.refused += granted ? 0 : 1;
    Instant now = clock.instant();
    if (!granted) {
      leaveAlone = Schedule.later(leaveAlone, now.plus(wait));
    }
    governor.learn(turn, new Reply(granted ? 200 : 429, headers, new byte[0], null, now), latency);
    after(wait, this::page);
  }

  /** The other consumer asks when it likes to, evenly on average. */
  private void other() {
    if (phase.others() == 0) {
      after(Duration.ofSeconds(1), this::other);
      return;
    }
    double gap = -Math.log(1 - random.nextDouble()) * 60 / phase.others();
    after(
        Duration.ofNanos((long) (gap * 1e9)),
        () -> {
          minute.others += quota.take(clock.instant()).isZero() ? 1 : 0;
          other();
        });
  }

  private void after(Duration wait, Runnable action) {
    events.add(new Event(clock.instant().plus(wait), number++, action));
  }
}
