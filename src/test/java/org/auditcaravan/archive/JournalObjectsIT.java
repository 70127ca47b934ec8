package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.journal.Act;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Scope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

class JournalObjectsIT {
  private static final Instant NOON = Instant.parse("2026-11-10T12:00:00.123456Z");
  private static final Instant ONE = Instant.parse("2026-11-10T13:00:00Z");
  private static final Scope SCOPE =
      new Scope(List.of("Routing"), Map.of("a", "b"), Map.of(), Map.of("*", "realtime"));
  private static final List<Act> EVERY_KIND =
      List.of(
          new Act.Started(
              "acme",
              NOON,
              ONE,
              "genesys-audits",
              "ann",
              "0.1.0",
              Map.of("f", "ab"),
              "cd",
              Map.of("audit.key", "value")),
          new Act.Commanded("acme", NOON, "ann", List.of("seal", "--date"), "0.1.0", "cd"),
          new Act.Outage("acme", NOON, NOON, ONE, "index", "away"),
          new Act.Split("acme", NOON, NOON, ONE, ONE),
          new Act.Rechecked("acme", NOON, NOON, ONE, SCOPE, null, "capped"),
          new Act.Lost("acme", NOON, List.of(new Act.Lost.Gap(NOON, ONE, "purged", null, 3))),
          new Act.Acknowledged("acme", NOON, NOON, ONE, "purged", false, "s", "ann", "because"),
          new Act.Closed("acme", NOON, NOON, ONE),
          new Act.Refused(
              "acme",
              NOON,
              List.of(
                  new Act.Refused.Letter(
                      NOON, ONE, 1, "sink", "too-large", "m", "id", "utf-8", "{\"ü\":1}"))),
          new Act.Overtaken("acme", NOON, NOON, ONE, "sink", null, ONE),
          new Act.Dismissed("acme", NOON, "ann", "because", List.of("f")),
          new Act.GivenUp("acme", NOON, "2026-11-09", Map.of("k", "ab")));

  @TempDir static Path folder;
  private static S3Server s3;
  private static Source acme;
  private static ArchiveReader reader;
  private static Supplier<JournalObjects> open;
  private static Supplier<JournalObjects> slow;

  @BeforeAll
  static void start() {
    s3 = S3Server.start(folder.resolve("s3"), "archive");
    AuditConfig config =
        TestSources.config(
            Map.of(
                "sinks.s3.bucket", "archive",
                "sinks.s3.endpoint", s3.endpoint().toString(),
                "sinks.s3.access-key", "any",
                "sinks.s3.secret-key", "any",
                "sinks.s3.path-style", "true",
                "sources.acme.api", "genesys-audits",
                "sources.acme.region", "eu-central-1",
                "sources.acme.client-id", "id"));
    Sources sources = new Sources(config);
    acme = sources.get("acme");
    ArchivePlaces places = new ArchivePlaces(config);
    S3Clients clients = new S3Clients(config, places, InstantSource.system());
    reader = new ArchiveReader(places, clients);
    open = () -> new JournalObjects(sources, places, clients, reader, Optional.empty());
    slow =
        () ->
            new JournalObjects(
                sources,
                places,
                clients,
                new Overtaken(places, clients, open.get()),
                Optional.empty());
  }

  /** Sees a place free, and before anything is put there, another process has taken it. */
  private static final class Overtaken extends ArchiveReader {
    private final JournalObjects other;

    Overtaken(ArchivePlaces places, S3Clients clients, JournalObjects other) {
      super(places, clients);
      this.other = other;
    }

    @Override
    Optional<byte[]> bytes(ArchivePlace place, String key) {
      Optional<byte[]> found = super.bytes(place, key);
      if (found.isEmpty() && key.endsWith("00000001.json")) {
        other.keep(new Act.Closed("acme", NOON, NOON, ONE));
      }
      return found;
    }
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void empty() {
    open.get()
        .keys(acme)
        .forEach(key -> s3.client().deleteObject(delete -> delete.bucket("archive").key(key)));
  }

  @Test
  void anActOfEveryKindIsReadBackAsItWasInItsPlaceOfTheChain() throws IOException {
    assertThat(EVERY_KIND).hasSize(Act.class.getPermittedSubclasses().length);
    JournalObjects journal = open.get();
    EVERY_KIND.forEach(journal::keep);
    List<String> keys = journal.keys(acme);
    assertThat(keys).hasSize(EVERY_KIND.size());
    String previous = null;
    for (int i = 0; i < keys.size(); i++) {
      assertThat(keys.get(i)).isEqualTo("audit/journal/source=acme/%08d.json".formatted(i + 1));
      JournalEntry entry = journal.entry(acme, keys.get(i));
      assertThat(entry.act()).isEqualTo(EVERY_KIND.get(i));
      assertThat(entry.sequence()).isEqualTo(i + 1);
      assertThat(entry.previousSha256()).isEqualTo(previous);
      previous = Hashes.hex(s3.get(keys.get(i)));
    }
    assertThat(journal.head(acme)).isEqualTo(new JournalHead(EVERY_KIND.size(), previous));
  }

  @Test
  void anEntryIsJsonWithItsPlaceFirstAndItsSignatureLast() {
    open.get().keep(new Act.Closed("acme", NOON, NOON, ONE));
    assertThat(new String(s3.get("audit/journal/source=acme/00000001.json")))
        .isEqualTo(
            "{\"formatVersion\":1,\"sequence\":1,\"previousSha256\":null,\"kind\":\"closed\","
                + "\"source\":\"acme\",\"at\":\"2026-11-10T12:00:00.123456Z\","
                + "\"from\":\"2026-11-10T12:00:00.123456Z\",\"to\":\"2026-11-10T13:00:00Z\","
                + "\"signature\":null}");
  }

  @Test
  void processesThatWriteAtTheSameTimeMakeOneChain() throws Exception {
    List<JournalObjects> processes = List.of(open.get(), open.get(), open.get());
    ExecutorService threads = Executors.newFixedThreadPool(processes.size());
    try {
      List<Future<?>> running = new ArrayList<>();
      for (JournalObjects process : processes) {
        for (int i = 0; i < 10; i++) {
          running.add(threads.submit(() -> process.keep(new Act.Closed("acme", NOON, NOON, ONE))));
        }
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    JournalObjects reading = open.get();
    String previous = null;
    for (String key : reading.keys(acme)) {
      JournalEntry entry = reading.entry(acme, key);
      assertThat(entry.previousSha256()).as(key).isEqualTo(previous);
      previous = entry.sha256();
    }
    assertThat(reading.head(acme)).isEqualTo(new JournalHead(30, previous));
  }

  @Test
  void aPlaceThatWasTakenBetweenTheLookAndThePutStaysAsItIs() throws IOException {
    Act.Outage late = new Act.Outage("acme", NOON, NOON, ONE, "index", "away");
    slow.get().keep(late);
    JournalObjects reading = open.get();
    List<JournalEntry> entries = new ArrayList<>();
    for (String key : reading.keys(acme)) {
      entries.add(reading.entry(acme, key));
    }
    assertThat(entries)
        .extracting(JournalEntry::act)
        .containsExactly(new Act.Closed("acme", NOON, NOON, ONE), late);
    assertThat(entries.get(1).previousSha256()).isEqualTo(entries.get(0).sha256());
  }

  @Test
  void theHeadIsFoundAlsoWhereTheBeginHasExpired() {
    JournalObjects journal = open.get();
    for (int i = 1; i <= 9; i++) {
      journal.keep(new Act.Closed("acme", NOON, NOON, ONE));
      assertThat(open.get().head(acme).sequence()).isEqualTo(i);
    }
    journal
        .keys(acme)
        .subList(0, 6)
        .forEach(key -> s3.client().deleteObject(delete -> delete.bucket("archive").key(key)));
    assertThat(open.get().head(acme)).isEqualTo(journal.head(acme));
    assertThat(open.get().head(acme).sequence()).isEqualTo(9);
  }

  @Test
  void anEntryThatIsNoneIsRefused() {
    String key = "audit/journal/source=acme/00000001.json";
    s3.client().putObject(put -> put.bucket("archive").key(key), RequestBody.fromString("{}"));
    assertThatThrownBy(() -> open.get().entry(acme, key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(key);
  }
}
