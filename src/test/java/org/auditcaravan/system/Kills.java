package org.auditcaravan.system;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.auditcaravan.packaged.ServiceProcess;

/** Kills the service wherever its probes stop it, and starts it again, until nothing is left. */
final class Kills {
  /** The steps that the windows of these trials never pass. */
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          String.join(
              "|",
              // Other apis, whose requests differ in their headers only.
              "api-azure-devops-audit .*",
              "api-genesys-analytics-events .*",
              "api-genesys-audit-events .*",
              // Sealed is the next day; SealIT interrupts it.
              "seal.*",
              "anchor .*",
              // A download, which comes only to who asks for it, as no shipped route does.
              "api-genesys-audits \\d+ (removeHeader Authorization|setHeader CamelHttpUri)",
              "api-genesys-audits \\d+ bean chunk",
              // Filters that find nothing, what is no event, commands, and a line that is full.
              "baseline \\d+ (?!filter).*",
              "normalize \\d+ to direct:sink-dead-letter",
              "lease \\d+ to direct:wake",
              "wake \\d+ bean refused"));

  /** Rechecks come every 40 s: what nobody has come to for so long, nobody will. */
  private static final Duration IDLE = Duration.ofMinutes(4);

  private final Crossing crossing;
  private final Probes probes;
  private final List<Duration> rechecks;
  private final List<String> stops = new ArrayList<>();

  /**
   * Lays the probes; from now on, rechecks become due all the time.
   *
   * @param everySource whether each source is stopped at each step, or any one of them
   * @param routes those whose steps count; all where none is given
   */
  Kills(Crossing crossing, boolean everySource, Set<String> routes) {
    this.crossing = crossing;
    this.probes = new Probes(everySource);
    probes.lay(Path.of("routes"), crossing.overlay(), routes);
    long since = Duration.between(crossing.history().until(), Instant.now()).toSeconds();
    rechecks =
        IntStream.rangeClosed(1, 60).mapToObj(i -> Duration.ofSeconds(since + 40L * i)).toList();
    crossing
        .service()
        .with("audit.routes.overlay", crossing.overlay().toString())
        .with("audit.state.lease", "PT2S");
  }

  /** The value of the key {@code recheck}. */
  String rechecks() {
    return rechecks.stream().map(Duration::toString).collect(Collectors.joining(","));
  }

  /** How many rechecks of one source have become due between these instants. */
  int rechecked(Instant from, Instant to) {
    int due = 0;
    History history = crossing.history();
    for (Instant end = history.until();
        end.isAfter(history.from());
        end = end.minus(history.window())) {
      for (Duration recheck : rechecks) {
        Instant at = end.plus(recheck);
        due += at.isAfter(from) && at.isBefore(to) ? 1 : 0;
      }
    }
    return due;
  }

  /** Kills at each step that the service comes to. */
  void untilDone(Trial trial) {
    ServiceProcess service = crossing.service();
    Instant idle = Instant.now();
    boolean done = false;
    while (!done) {
      if (probes.holds(trial.sources())) {
        trial.kill();
        stops.add(String.join(", ", probes.released()));
        service.start();
        idle = Instant.now();
      } else if (!service.isAlive()) {
        throw new AssertionError("The service has ended by itself: " + service.output());
      } else if (Instant.now().isAfter(idle.plusSeconds(3)) && service.ready()) {
        boolean late = Instant.now().isAfter(idle.plus(IDLE));
        done = late || unreached().isEmpty() && crossing.open().isEmpty();
      }
      probes.waitBriefly();
    }
  }

  /** The steps of a window's way at which nothing was killed. */
  List<String> unreached() {
    return probes.unreached().stream().filter(step -> !ELSEWHERE.matcher(step).matches()).toList();
  }

  /** Where the service stood, kill by kill. */
  List<String> stops() {
    return stops;
  }

  void close() {
    probes.close();
  }
}
