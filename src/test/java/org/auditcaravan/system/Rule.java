package org.auditcaravan.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.servers.Wire.Answer;
import org.auditcaravan.servers.Wire.Line;
import org.auditcaravan.servers.Wire.Request;

/** Spoils the first requests of each source of a trial that it is aimed at. */
final class Rule {
  private final Spoils.Aim aim;
  private final int times;
  private final Spoils.Spoil spoil;
  private final Trial trial;
  private final Map<Mode, Integer> struck = new EnumMap<>(Mode.class);

  Rule(Spoils.Aim aim, int times, Spoils.Spoil spoil, Trial trial) {
    this.aim = aim;
    this.times = times;
    this.spoil = spoil;
    this.trial = trial;
  }

  /** Whether this request is to be spoiled; then it counts. */
  synchronized boolean strikes(Request request) {
    Optional<Mode> mode = aim.test(request) ? mode(request) : Optional.empty();
    boolean strikes = mode.isPresent() && struck(mode.get()) < times;
    if (strikes) {
      struck.merge(mode.get(), 1, Integer::sum);
    }
    return strikes;
  }

  Answer pass(Request request, Line line, S3Server s3) throws IOException {
    return spoil.pass(request, line, s3);
  }

  /** How many requests of that mode were spoiled. */
  synchronized int struck(Mode mode) {
    return struck.getOrDefault(mode, 0);
  }

  /** Keys name the source of an object, and documents theirs. */
  private Optional<Mode> mode(Request request) {
    String body = new String(request.body(), StandardCharsets.UTF_8);
    return Stream.of(Mode.values())
        .filter(
            mode ->
                request.path().contains("source=" + trial.source(mode) + "/")
                    || body.contains("\"source\":\"" + trial.source(mode) + "\""))
        .findFirst();
  }
}
