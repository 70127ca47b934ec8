package org.auditcaravan.normalize;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The users of one source, as far as they were asked for within a day; guarded by itself. */
final class NameCache {
  private static final Duration LIFE = Duration.ofDays(1);

  /** About 2 MB; who was not met for longest goes first. */
  private static final int MOST = 10_000;

  /** A user who was asked for; one whom the vendor does not know has no name. */
  private record Known(String name, Instant until) {}

  private final InstantSource clock;
  private final Map<String, Known> users =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };
  private Instant restsUntil = Instant.MIN;

  NameCache(InstantSource clock) {
    this.clock = clock;
  }

  synchronized boolean knows(String user) {
    Known known = users.get(user);
    return known != null && clock.instant().isBefore(known.until());
  }

  /** The user's name, also an old one: it is better than none. */
  synchronized Optional<String> name(String user) {
    return Optional.ofNullable(users.get(user)).map(Known::name);
  }

  synchronized void learn(String user, String name) {
    users.put(user, new Known(name, clock.instant().plus(LIFE)));
  }

  synchronized boolean rests() {
    return clock.instant().isBefore(restsUntil);
  }

  synchronized void rest(Duration time) {
    restsUntil = clock.instant().plus(time);
  }
}
