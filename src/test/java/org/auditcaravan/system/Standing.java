package org.auditcaravan.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.auditcaravan.packaged.ServiceProcess;

/** How the sources stand, in the words of {@code status --json}. */
final class Standing {
  private Standing() {}

  /** What is not yet as it is to be in the end; empty when all is. */
  static List<String> open(ServiceProcess service, Instant until) {
    ServiceProcess.Result status = service.run(Duration.ofMinutes(1), "status", "--json");
    List<String> open = new ArrayList<>();
    try {
      JsonNode sources = new ObjectMapper().readTree(status.output()).path("sources");
      for (JsonNode source : sources) {
        open(source, until, open);
      }
      if (sources.size() != Organisations.SOURCES.size()) {
        open.add(sources.size() + " sources");
      }
      if (open.isEmpty() && status.exitCode() != 0) {
        open.add("exit code " + status.exitCode());
      }
    } catch (IOException e) {
      throw new IllegalStateException("status --json: " + status.output() + status.errors(), e);
    }
    return open;
  }

  private static void open(JsonNode source, Instant until, List<String> open) {
    String name = source.path("source").textValue() + ": ";
    String covered = source.path("coveredTo").textValue();
    if (covered == null || Instant.parse(covered).isBefore(until)) {
      open.add(name + "covered to " + covered);
    }
    source
        .path("windows")
        .properties()
        .forEach(
            state -> {
              if (!List.of("committed", "split").contains(state.getKey())) {
                open.add(name + state);
              }
            });
    for (String debt : List.of("owed", "unbalanced", "deadLetters", "gaps")) {
      if (!source.path(debt).isEmpty()) {
        open.add(name + debt + " " + source.path(debt));
      }
    }
    if (source.path("rechecksDue").asLong() != 0) {
      open.add(name + "rechecks due " + source.path("rechecksDue"));
    }
  }
}
