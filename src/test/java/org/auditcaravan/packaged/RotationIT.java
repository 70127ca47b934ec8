package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.auditcaravan.packaged.Line.LIMIT;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.PostgresServer;
import org.auditcaravan.servers.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounted secrets are replaced under the packaged service, which goes on without a restart. */
class RotationIT {
  private static final String ACME = "acme";
  private static final String USER = "carrier";

  @TempDir Path folder;
  private final Set<String> shown = ConcurrentHashMap.newKeySet();
  private PostgresServer postgres;
  private Line line;
  private Wire wire;
  private Path password;
  private Path keys;

  @BeforeEach
  void startWithMountedSecrets() throws Exception {
    postgres = PostgresServer.create(folder.resolve("postgres"));
    String url = postgres.databaseOf(USER, "first");
    password = Files.writeString(folder.resolve("password"), "first\n");
    keys = credentials("AKIAFIRST");
    line = new Line(folder, URI.create("http://127.0.0.1:9"), ACME);
    wire = Wire.to(line.s3.endpoint()).spoil(this::noted);
    line.service
        .with("audit.sinks.elasticsearch.enabled", "false")
        .with("audit.sinks.s3.endpoint", wire.url().toString())
        .without("audit.sinks.s3.access-key")
        .without("audit.sinks.s3.secret-key")
        .environment("AWS_SHARED_CREDENTIALS_FILE", keys.toString())
        .with("audit.state.url", url)
        .with("audit.state.username", USER)
        .with("audit.state.password-file", password.toString())
        .with("audit.retry.window-pause", "PT1S")
        .with("audit.sources.acme.window", "PT30M")
        .with("audit.sources.acme.page-size", "25")
        .with("audit.sources.acme.requests-per-minute", "120");
  }

  @AfterEach
  void end() {
    line.close();
    wire.close();
    postgres.close();
  }

  @Test
  void passwordsAndKeysInFilesAreTakenUpWithoutARestart() throws Exception {
    ArchiveReader archive = new ArchiveReader(line.s3, "audit");
    line.service.startAndAwaitReady(LIMIT);
    await().atMost(LIMIT).until(() -> archive.manifests(ACME).size() >= 1);
    assertThat(shown).containsExactly("AKIAFIRST");

    credentials("AKIASECOND");
    ask("ALTER ROLE " + USER + " PASSWORD 'second'");
    Files.writeString(password, "second\n");
    ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + USER + "'");

    await()
        .atMost(LIMIT)
        .until(() -> !archive.coveredUntil(ACME, line.start()).isBefore(line.until));
    assertThat(shown).containsExactlyInAnyOrder("AKIAFIRST", "AKIASECOND");
    assertThat(line.service.output()).doesNotContain("authentication failed");
  }

  private Path credentials(String id) throws IOException {
    return Files.writeString(
        folder.resolve("credentials"),
        "[default]\naws_access_key_id=" + id + "\naws_secret_access_key=any\n");
  }

  private Wire.Answer noted(Wire.Request request, Wire.Line server) throws IOException {
    for (String signed : request.headers().getOrDefault("authorization", List.of())) {
      shown.add(signed.replaceFirst(".*Credential=([^/]+)/.*", "$1"));
    }
    return server.send(request);
  }

  private void ask(String sql) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
