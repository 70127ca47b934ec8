package org.auditcaravan.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.auditcaravan.config.AuditConfig;
import org.auditcaravan.journal.Act;
import org.auditcaravan.servers.S3Server;
import org.auditcaravan.source.Source;
import org.auditcaravan.source.Sources;
import org.auditcaravan.source.TestSources;
import org.auditcaravan.window.Scope;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
          new Act.Started("acme", NOON, "genesys-audits"),
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
          new Act.Dismissed("acme", NOON, "ann", "because", List.of("f")));

  @TempDir static Path folder;
  private static S3Server s3;
  private static Source acme;
  private static JournalObjects journal;

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
    journal = new JournalObjects(sources, places, clients, new ArchiveReader(places, clients));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Test
  void anActOfEveryKindIsReadBackAsItWas() throws IOException {
    assertThat(EVERY_KIND).hasSize(Act.class.getPermittedSubclasses().length);
    for (Act act : EVERY_KIND) {
      journal.keep(act);
      journal.keep(act);
      List<String> keys = journal.keys(acme, act.kind());
      assertThat(keys)
          .singleElement()
          .asString()
          .matches(
              "audit/journal/source=acme/date=2026-11-10/20261110T120000123456Z_"
                  + act.kind()
                  + "_[0-9a-f]{16}\\.json");
      assertThat(journal.act(acme, keys.get(0))).isEqualTo(act);
    }
    assertThat(new String(s3.get(journal.keys(acme, "closed").get(0))))
        .isEqualTo(
            "{\"formatVersion\":1,\"kind\":\"closed\",\"source\":\"acme\","
                + "\"at\":\"2026-11-10T12:00:00.123456Z\",\"from\":\"2026-11-10T12:00:00.123456Z\","
                + "\"to\":\"2026-11-10T13:00:00Z\"}");
  }

  @Test
  void anActThatIsNotWhatItsKeySaysIsRefused() {
    String key = "audit/journal/source=acme/date=2026-11-11/20261111T000000000000Z_closed_ab.json";
    s3.client().putObject(put -> put.bucket("archive").key(key), RequestBody.fromString("{}"));
    assertThatThrownBy(() -> journal.act(acme, key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(key);
    s3.client().deleteObject(delete -> delete.bucket("archive").key(key));
  }
}
