package org.auditcaravan.window;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sources that hold a promised manifest which could not be finished: nothing of them is claimed
 * until a pause has passed, which doubles with each failure.
 */
public final class Rests {
  private static final Duration FIRST = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Duration longest;
  private final Map<String, Rest> rests = new ConcurrentHashMap<>();

  private record Rest(Duration pause, Instant until, boolean over) {}

  /**
   * @param longest the longest pause
   */
  public Rests(InstantSource clock, Duration longest) {
    this.clock = clock;
    this.longest = longest;
  }

  /** Begins a pause, or one twice as long as the last; a pause that runs is left as it is. */
  Duration begin(String source) {
    Instant now = clock.instant();
    return rests
        .compute(
            source,
            (name, last) -> {
              if (last != null && now.isBefore(last.until())) {
                return last;
              }
              Duration pause = last == null ? FIRST : last.pause().multipliedBy(2);
              pause = pause.compareTo(longest) > 0 ? longest : pause;
              return new Rest(pause, now.plus(pause), false);
            })
        .pause();
  }

  /** Whether the source waits. */
  boolean resting(String source) {
    Rest rest = rests.get(source);
    return rest != null && clock.instant().isBefore(rest.until());
  }

  /** The promise is kept: the next pause is a short one again. */
  void end(String source) {
    rests.remove(source);
  }

  /** The sources whose pause has passed since the last call. */
  List<String> passed() {
    Instant now = clock.instant();
    List<String> passed =
        rests.entrySet().stream()
            .filter(rest -> !rest.getValue().over() && !now.isBefore(rest.getValue().until()))
            .map(Map.Entry::getKey)
            .toList();
    passed.forEach(
        source ->
            rests.computeIfPresent(
                source, (name, rest) -> new Rest(rest.pause(), rest.until(), true)));
    return passed;
  }
}
