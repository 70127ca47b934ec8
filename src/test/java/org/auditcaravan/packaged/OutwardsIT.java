package org.auditcaravan.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.auditcaravan.packaged.Line.LIMIT;
import static org.auditcaravan.packaged.Line.SECRET;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.auditcaravan.servers.ArchiveReader;
import org.auditcaravan.servers.Authority;
import org.auditcaravan.servers.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged service reaches vendors out of a guarded network. */
class OutwardsIT {
  private static final String ACME = "acme";
  private static final String STORE = "camel.ssl.";

  @TempDir Path folder;
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private Line line;
  private Wire wire;

  @BeforeEach
  void prepare() {
    line = new Line(folder, URI.create("http://127.0.0.1:9"), ACME);
    line.service.with("audit.sinks.elasticsearch.enabled", "false");
  }

  @AfterEach
  void end() {
    line.close();
    wire.close();
  }

  @Test
  void aPrivateAuthorityIsTrustedAndAClientCertificateShown() {
    Authority authority = Authority.in(folder).issue("vendor").issue("carrier");
    Path trusted = Authority.write(authority.trusted(), folder.resolve("trusted.p12"));
    Path own = Authority.write(authority.keyOf("carrier"), folder.resolve("own.p12"));
    URI simulator = URI.create("http://127.0.0.1:" + line.simulator);
    wire = Wire.to(simulator, authority.context("vendor")).spoil(this::noted);
    line.service
        .with("audit.sources.acme.api-url", wire.url() + "/acme")
        .with("audit.sources.acme.token-url", wire.url() + "/acme/oauth/token")
        .with(STORE + "enabled", "true")
        .with(STORE + "trust-store", "file:" + trusted)
        .with(STORE + "trust-store-password", Authority.PASSWORD)
        .with(STORE + "key-store", "file:" + own)
        .with(STORE + "keystore-password", Authority.PASSWORD)
        .with("camel.component.https.use-global-ssl-context-parameters", "true");
    readsAll();
  }

  @Test
  void aProxyIsUsed() {
    // Whatever it is asked for has a whole address, which leads it on.
    wire = Wire.to(URI.create("http://127.0.0.1:9")).spoil(this::noted);
    line.service
        .with("camel.component.https.proxy-host", wire.url().getHost())
        .with("camel.component.https.proxy-port", String.valueOf(wire.url().getPort()));
    readsAll();
  }

  private void readsAll() {
    ArchiveReader archive = new ArchiveReader(line.s3, "audit");
    line.service.startAndAwaitReady(LIMIT);
    await()
        .atMost(LIMIT)
        .until(() -> !archive.coveredUntil(ACME, line.start()).isBefore(line.until));
    assertThat(asked).contains("/acme/oauth/token", "/acme/api/v2/audits/query");
    assertThat(line.service.output()).doesNotContain(" WARN ", " ERROR ", SECRET);
  }

  private Wire.Answer noted(Wire.Request request, Wire.Line server) throws IOException {
    asked.add(request.path());
    return server.send(request);
  }
}
