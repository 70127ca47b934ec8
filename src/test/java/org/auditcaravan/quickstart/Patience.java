package org.auditcaravan.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.auditcaravan.packaged.ServiceProcess;
import org.auditcaravan.servers.ArchiveReader;

/** Waits for a running service to have carried a day, and says how far it is. */
final class Patience {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final ServiceProcess service;
  private final Day day;
  private final Steps steps;

  Patience(ServiceProcess service, Day day, Steps steps) {
    this.service = service;
    this.day = day;
    this.steps = steps;
  }

  /** Returns when manifests cover the whole day of every source. */
  void awaitArchive(ArchiveReader archive) {
    AtomicReference<String> last = new AtomicReference<>("");
    await(
        "the archive does not cover the whole day",
        () -> {
          String progress =
              day.sources().stream()
                  .map(source -> source + " " + hours(archive, source) + " of 24 h")
                  .collect(Collectors.joining(", "));
          if (!progress.equals(last.getAndSet(progress))) {
            steps.step("Archived: " + progress);
          }
          return day.sources().stream().allMatch(source -> hours(archive, source) == 24);
        });
  }

  private long hours(ArchiveReader archive, String source) {
    return day.hours(archive.coveredUntil(source, day.from()));
  }

  /** Returns when the ledger says that the day is covered, and that no sink owes anything. */
  void awaitLedger() {
    await(
        "the ledger does not say that the whole day is archived and indexed",
        () -> {
          String status = service.run(Duration.ofMinutes(1), "status", "--json").output();
          JsonNode sources = json(status).path("sources");
          return sources.size() == day.sources().size() && all(sources, this::settled);
        });
    steps.step("The ledger says that all of it is archived and indexed");
  }

  private boolean settled(JsonNode source) {
    String covered = source.path("coveredTo").textValue();
    return covered != null
        && !Instant.parse(covered).isBefore(day.until())
        && all(source.path("owed"), owed -> owed.asLong() == 0);
  }

  private static boolean all(JsonNode nodes, Predicate<JsonNode> condition) {
    return StreamSupport.stream(nodes.spliterator(), false).allMatch(condition);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the command status --json did not print JSON.", e);
    }
  }

  private void await(String otherwise, BooleanSupplier done) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!done.getAsBoolean()) {
      if (!service.isAlive()) {
        throw new IllegalStateException("the service has ended; see " + service.log() + ".");
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "after " + LIMIT.toSeconds() + " s " + otherwise + "; see " + service.log() + ".");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(500);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("it was interrupted.", e);
      }
    }
  }
}
