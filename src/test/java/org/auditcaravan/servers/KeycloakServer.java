package org.auditcaravan.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real OAuth 2.0 server that is not ours, with the realm {@code caravan}. */
public final class KeycloakServer implements AutoCloseable {
  private static final String DISTRIBUTION = "org.keycloak:keycloak-quarkus-dist:tar.gz:26.7.3";
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final int port = Child.freePort();
  private final Child child;

  private KeycloakServer(Path folder, String realm) {
    Tarball.unpack(Artefacts.file(DISTRIBUTION), folder);
    Path home = folder.resolve("keycloak-26.7.3");
    try {
      Files.createDirectories(home.resolve("data/import"));
      Files.writeString(home.resolve("data/import/caravan-realm.json"), realm);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    child =
        Child.start(
            "Keycloak",
            home,
            folder.resolve("keycloak.log"),
            Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_OPTS",
                "-Xms64m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"),
            List.of(
                "bash",
                "bin/kc.sh",
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--import-realm"));
    child.await(this::ready, LIMIT);
  }

  /** Starts a server in that folder with this realm, and returns when it gives out tokens. */
  public static KeycloakServer start(Path folder, String realm) {
    return new KeycloakServer(folder.toAbsolutePath(), realm);
  }

  public URI tokenUrl() {
    return URI.create("http://127.0.0.1:" + port + "/realms/caravan/protocol/openid-connect/token");
  }

  /** What the token endpoint answers to this form. */
  public String token(String form) {
    HttpRequest request =
        HttpRequest.newBuilder(tokenUrl())
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean ready() {
    try {
      return token("grant_type=none").contains("error");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    child.kill9();
  }
}
