package org.auditcaravan.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Elasticsearch of one node, without security, in processes of its own. It is the reduced
 * distribution of the public Maven repository, which has {@code _bulk}, templates, aliases and
 * mappings, but neither {@code GET /} nor ILM.
 *
 * <p>Elasticsearch refuses to run as root; for root it therefore runs as {@code nobody}, out of a
 * folder that {@code nobody} can reach.
 */
public final class ElasticsearchServer implements SearchServer {
  /** The version that runs. */
  public static final String VERSION = "8.19.21";

  private final Path home =
      Scratch.unpacked(
          Artefacts.file(
              "org.elasticsearch.distribution.integ-test-zip:elasticsearch:zip:" + VERSION),
          "elasticsearch-" + VERSION);
  private final Path folder = Scratch.folder();
  private final int port = Child.freePort();
  private Child child;

  private ElasticsearchServer() {}

  /** Starts an empty Elasticsearch and returns when it accepts documents. */
  public static ElasticsearchServer create() {
    ElasticsearchServer server = new ElasticsearchServer();
    server.configure();
    server.start();
    return server;
  }

  private void configure() {
    try {
      Path config = Files.createDirectory(folder.resolve("config"));
      Files.createDirectory(folder.resolve("tmp"));
      Files.copy(home.resolve("config/log4j2.properties"), config.resolve("log4j2.properties"));
      Files.writeString(
          config.resolve("jvm.options"),
          // A module may read java.io.tmpdir, which therefore must not hold the distribution.
          """
          -Xms512m
          -Xmx512m
          -XX:+UseSerialGC
          -XX:TieredStopAtLevel=1
          -Djava.io.tmpdir=${ES_TMPDIR}
          """);
      Files.writeString(config.resolve("elasticsearch.yml"), settings());
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " is not writable.", e);
    }
    if (Scratch.root()) {
      Scratch.give(folder, Scratch.NOBODY);
    }
  }

  private String settings() {
    return """
        cluster.name: audit-caravan-test
        discovery.type: single-node
        xpack.security.enabled: false
        cluster.routing.allocation.disk.threshold_enabled: false
        path.data: %1$s/data
        path.logs: %1$s/logs
        http.host: 127.0.0.1
        http.port: %2$d
        transport.host: 127.0.0.1
        transport.port: %3$d
        """
        .formatted(folder, port, Child.freePort());
  }

  @Override
  public void start() {
    List<String> command = new ArrayList<>(Scratch.unprivileged());
    command.add(home.resolve("bin/elasticsearch").toString());
    child =
        Child.start(
            "Elasticsearch",
            Path.of("/"),
            folder.resolve("elasticsearch.log"),
            Map.of(
                "ES_JAVA_HOME", System.getProperty("java.home"),
                "ES_PATH_CONF", folder.resolve("config").toString(),
                "ES_TMPDIR", folder.resolve("tmp").toString()),
            command);
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

  /** Ends Elasticsearch and removes its documents. */
  @Override
  public void close() {
    stop();
    Scratch.delete(folder);
  }
}
